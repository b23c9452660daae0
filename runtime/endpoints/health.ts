/** `health`: the process answers. @module */

import type { Endpoint } from "../calls/endpoint.ts";

/** `GET /health`; a body is allowed and ignored. */
export const health: Endpoint = {
  name: "health",
  method: "GET",
  computes: false,
  debugOnly: false,
  keepsRaw: false,
  requestModel: null,
  responseModel: null,
  description: "Get health status of the Tesseract instance.",
  isOffered: () => true,
  bind: () => ({
    needsExactNumbers: false,
    parseRequest: () => ({ ok: true, value: null }),
    invoke: () => null,
    parseResult: (value) => ({ ok: true, value }),
    write: (_result, out) => out.text('{"status":"ok"}'),
  }),
};
