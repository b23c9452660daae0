/** `apply`: the computation itself. @module */

import type { Endpoint } from "../calls/endpoint.ts";
import { requireFunction } from "./require_function.ts";
import { parseInputsOnly } from "./request_fields.ts";

/** `POST /apply`. */
export const apply: Endpoint = {
  name: "apply",
  method: "POST",
  computes: true,
  debugOnly: false,
  keepsRaw: false,
  requestModel: "ApplyInputSchema",
  responseModel: "ApplyOutputSchema",
  description: "Apply the Tesseract to the input data.",
  isOffered: () => true,
  bind({ module, models: { inputs, outputs } }) {
    const call = requireFunction(module, "apply");
    const reading = {
      model: "ApplyInputSchema",
      parse: inputs.parse.bind(inputs),
    };
    return {
      needsExactNumbers: inputs.needsExactNumbers,
      parseRequest: (raw, ctx) => parseInputsOnly(raw, ctx, reading),
      invoke: (request) => call(request),
      parseResult: (raw, _request, ctx) => outputs.parse(raw, ctx),
      write: (result, out, enc) => outputs.write(result, out, enc),
    };
  },
};
