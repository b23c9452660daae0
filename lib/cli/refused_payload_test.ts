import assert from "node:assert/strict";
import { refusedPayload } from "./refused_payload.ts";

const payload = { bytes: new TextEncoder().encode('{"a": '), source: "stdin" };
const options = { model: "ApplyInputSchema", payload };

Deno.test("refusedPayload() lists what the schema refuses, below the request", () => {
  const item = { type: "missing", loc: ["body", "inputs", "a"], msg: "Field required", input: {} };
  const error = refusedPayload(JSON.stringify({ detail: [item] }), options);
  assert.equal(error.code, "bad_input");
  assert.match(
    error.message,
    /^Invalid value for payload: 1 validation error for ApplyInputSchema\ninputs\.a\n {2}Field req/,
  );
});

Deno.test("refusedPayload() says where a payload stops to be JSON", () => {
  const item = {
    type: "json_invalid",
    loc: ["body", 6],
    msg: "JSON decode error",
    input: {},
    ctx: { error: "Expecting value" },
  };
  const error = refusedPayload(JSON.stringify({ detail: [item] }), options);
  assert.equal(
    error.message,
    "Cannot read payload: Expecting value at character 7 of stdin, expected JSON",
  );
});

Deno.test("refusedPayload() passes on an answer that lists nothing", () => {
  const messageOf = (text: string) => refusedPayload(text, options).message;
  assert.equal(messageOf('{"detail": "too deep"}'), "Cannot use payload: too deep");
  assert.equal(messageOf("so not"), "Cannot use payload: so not");
});
