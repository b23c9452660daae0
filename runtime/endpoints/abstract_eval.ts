/** `abstract_eval`: shapes and dtypes of the outputs from those of the inputs. @module */

import type { Endpoint } from "../calls/endpoint.ts";
import { requireFunction } from "./require_function.ts";
import { parseInputsOnly } from "./request_fields.ts";

/** `POST /abstract_eval`. */
export const abstractEval: Endpoint = {
  name: "abstract_eval",
  method: "POST",
  computes: false,
  debugOnly: false,
  keepsRaw: false,
  requestModel: "AbstractInputSchema",
  responseModel: "AbstractOutputSchema",
  description: "Perform abstract evaluation of the Tesseract on the input data.",
  isOffered: (module) => module.functions.abstract_eval !== undefined,
  bind({ module, models }) {
    const call = requireFunction(module, "abstract_eval");
    const inputs = models.abstractInputs();
    const outputs = models.abstractOutputs();
    const reading = { model: "AbstractInputSchema", parse: inputs.parse.bind(inputs) };
    return {
      needsExactNumbers: inputs.needsExactNumbers,
      parseRequest: (raw, ctx) => parseInputsOnly(raw, ctx, reading),
      invoke: (request) => call(request),
      parseResult: (raw, _request, ctx) => outputs.parse(raw, ctx),
      write: (result, out, enc) => outputs.write(result, out, enc),
    };
  },
};
