import assert from "node:assert/strict";
import { arrayEncodingIn } from "./array_encoding_in.ts";

function requestWith(encoding: string, buffer: string): string {
  return JSON.stringify({ inputs: { a: { data: { buffer, encoding } } } });
}

Deno.test("arrayEncodingIn() names the encoding of the request's arrays", () => {
  assert.equal(arrayEncodingIn(requestWith("base64", "AAAA")), "json+base64");
  assert.equal(arrayEncodingIn(requestWith("binref", "run_1/a.bin:0")), "json+binref");
  assert.equal(arrayEncodingIn(requestWith("json", "")), undefined);
  assert.equal(arrayEncodingIn('{"inputs":{"a":[1,2]}}'), undefined);
});

Deno.test("arrayEncodingIn() expects no shared folder of a client whose arrays lie at URLs", () => {
  assert.equal(arrayEncodingIn(requestWith("binref", "s3://bucket/a.bin:0")), "json+base64");
});
