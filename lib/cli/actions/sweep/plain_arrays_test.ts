import assert from "node:assert/strict";
import { plainArrays } from "./plain_arrays.ts";

const array = (buffer: string, shape = "[2]", dtype = "float64") =>
  `{"object_type":"array","shape":${shape},"dtype":"${dtype}","data":{"buffer":${buffer},"encoding":"json"}}`;

Deno.test("plainArrays() leaves the buffer of every array, digit for digit", () => {
  assert.equal(
    plainArrays(`{"a":${array("[2.0,null]")},"b":[${array("9007199254740993", "[]", "int64")}]}`),
    '{"a":[2.0,null],"b":[9007199254740993]}',
  );
  assert.equal(plainArrays(array('["1+2j"]', "[1]", "complex128")), '["1+2j"]');
});

Deno.test("plainArrays() leaves texts, other objects and other encodings alone", () => {
  const base64 = array('"AAAA"').replace('"encoding":"json"', '"encoding":"base64"');
  for (const text of [JSON.stringify({ s: array("[1]") }), '{"shape":[1]}', base64]) {
    assert.equal(plainArrays(text), text);
  }
});
