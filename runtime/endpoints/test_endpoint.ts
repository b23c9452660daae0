/** `test`: one regression test, run where the module is. (`test.ts` would be taken for a test file.) @module */

import type { Endpoint, Parsed } from "../calls/endpoint.ts";
import { InvalidRequest } from "../calls/endpoint.ts";
import { isRawObject, notAnObject } from "./request_fields.ts";

/** `POST /test` in debug mode, and the command `test`. */
export const testEndpoint: Endpoint = {
  name: "test",
  method: "POST",
  computes: false,
  debugOnly: true,
  keepsRaw: true,
  requestModel: "TestSpec",
  responseModel: "TestOutputSchema",
  description: "Run a single regression test against a Tesseract endpoint.\n\n" +
    "Calls the endpoint with the given payload and compares what it returns, or the exception it\n" +
    "raises, with what is expected. The answer has status 200 whatever the outcome.",
  isOffered: () => true,
  bind: ({ runtime }) => ({
    // The payload may be for any endpoint, so the strictest of them decides.
    needsExactNumbers: true,
    parseRequest: (raw, ctx): Parsed<unknown> =>
      isRawObject(raw)
        ? { ok: true, value: raw }
        : { ok: false, errors: [notAnObject(raw, "TestSpec", ctx)] },
    async invoke(raw) {
      const { runTestSpec } = await import("../regression/run_spec.ts");
      const outcome = await runTestSpec(runtime, raw);
      if (outcome.kind === "invalid") throw new InvalidRequest(outcome.errors);
      return outcome.result;
    },
    parseResult: (value) => ({ ok: true, value }),
    write: (result, out) => out.text(JSON.stringify(result)),
  }),
};
