/** Requests that name another Tesseract. For the fixture "references" in Python. @module */

import { apply, type CaseOptions, type RequestCase } from "./request_case.ts";

const POLICY: CaseOptions = { differs: { id: "D4", status: 422, types: ["value_error"] } };

function named(type: unknown, ref: unknown, options: CaseOptions = {}): RequestCase {
  const inputs = JSON.stringify({ target: { type, ref } });
  return apply(`reference ${type}: ${ref}`, inputs, options);
}

/** Cases for the fixture "references", whose servers run in their input folder. */
export const referenceRequests: readonly RequestCase[] = [
  named("api_path", "doubling_api.py"),
  named("api_path", "./doubling_api.py"),
  named("api_path", "/etc/hostname", POLICY),
  named("api_path", "../outside.json", POLICY),
  named("api_path", "link.bin", POLICY),
  named("api_path", "http://127.0.0.1:1/api.py", POLICY),
  named("image", "tessera-no-such-image", POLICY),
  named("url", "http://127.0.0.1:1"),
  named("file", "x"),
  named("url", null),
  apply("reference: no ref", '{"target":{"type":"url"}}'),
  apply("reference: a text", '{"target":"http://127.0.0.1:1"}'),
];
