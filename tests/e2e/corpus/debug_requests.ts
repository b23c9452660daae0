/** The test endpoint, which debug mode adds. For vectoradd. @module */

import { post, type RequestCase } from "./request_case.ts";

const PAYLOAD = { inputs: { a: [1, 2], b: [3, 4] } };
const RESULT = { result: [4.0, 6.0] };

function test(name: string, spec: unknown): RequestCase {
  return post(`test: ${name}`, "/test", JSON.stringify(spec));
}

/** Floats that keep their decimal point, as lists of them must here. */
function passing(name: string, outputs: string, rest = ""): RequestCase {
  const payload = JSON.stringify(PAYLOAD);
  const body = `{"endpoint":"apply","payload":${payload},"expected_outputs":${outputs}${rest}}`;
  return post(`test: ${name}`, "/test", body);
}

/** Cases for vectoradd in debug mode. */
export const debugRequests: readonly RequestCase[] = [
  passing("passed", '{"result":[4.0,6.0]}'),
  passing("integers for floats", '{"result":[4,6]}'),
  passing("another shape", '{"result":[4.0]}'),
  passing("within tolerance", '{"result":[4.1,6.0]}', ',"rtol":0.1'),
  passing("no such output", '{"nope":[4.0]}'),
  passing("keys of its own are ignored", '{"result":[4.0,6.0]}', ',"more":1'),
  test("an exception that comes", {
    endpoint: "apply",
    payload: { inputs: { a: [1], b: [1, 2] } },
    expected_exception: "pydantic.ValidationError",
    expected_exception_regex: "differ in length",
  }),
  test("neither outputs nor exception", { endpoint: "apply", payload: PAYLOAD }),
  test("outputs and exception", {
    endpoint: "apply",
    payload: PAYLOAD,
    expected_outputs: RESULT,
    expected_exception: "ValueError",
  }),
  test("an unknown endpoint", { endpoint: "nope", payload: PAYLOAD, expected_outputs: RESULT }),
  test("no payload", { endpoint: "apply", expected_outputs: RESULT }),
  test("endpoint is a number", { endpoint: 5, payload: PAYLOAD, expected_outputs: RESULT }),
  test("nothing", {}),
  test("a list", []),
];
