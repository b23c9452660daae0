import assert from "node:assert/strict";
import { type DType, DTYPES } from "../../runtime/arrays/dtype.ts";
import { ArrayValue, numbersOf } from "./array_value.ts";
import { fromBase64, toBase64 } from "./base64.ts";
import { nestedText } from "./element_text.ts";
import { readEnvelope, readJsonArray, requestText } from "./envelope.ts";
import { arrayOfNumbers, type ArrayType } from "./from_numbers.ts";
import { readNumberTable } from "./nested_text.ts";

function sent(text: string, type: ArrayType): string {
  return requestText(arrayOfNumbers(readNumberTable(text), type), type);
}

Deno.test("requestText() writes short arrays of a declared dtype as plain lists", () => {
  assert.equal(sent("[[1, 2], [3, 4.5]]", { dtype: "float32" }), "[[1, 2], [3, 4.5]]");
  assert.equal(sent("5", { dtype: "float64", shape: [] }), "5");
  assert.equal(sent("[true]", { dtype: "bool" }), "[true]");
});

Deno.test("requestText() writes an envelope where a plain list would mean something else", () => {
  assert.equal(
    sent("[1.0, 2.0]", {}),
    '{"object_type": "array", "shape": [2], "dtype": "float64", ' +
      '"data": {"buffer": [1, 2], "encoding": "json"}}',
  );
  assert.match(sent("[1+2j]", { dtype: "complex64" }), /"buffer": \["1\+2j"\], "encoding": "json"/);
  assert.match(sent("[]", { dtype: "float64" }), /"shape": \[0\].*"buffer": \[\]/);
});

Deno.test("requestText() writes base64 for long arrays and for what JSON cannot hold", () => {
  const long = arrayOfNumbers(
    { shape: [2000], tokens: Array(2000).fill("1") },
    { dtype: "float64" },
  );
  for (
    const text of [requestText(long, { dtype: "float64" }), sent("[nan]", { dtype: "float64" })]
  ) {
    const json = JSON.parse(text);
    assert.equal(json.data.encoding, "base64");
  }
  const back = readEnvelope(JSON.parse(sent("[nan, 1]", { dtype: "float64" })));
  assert.equal(back && nestedText(back), "[NaN, 1]");
});

Deno.test("readEnvelope() reads every dtype from base64, and JSON with strings and nulls", () => {
  for (const dtype of DTYPES) {
    const array = arrayOfNumbers(readNumberTable(dtype === "bool" ? "[true]" : "[1]"), { dtype });
    const envelope = {
      shape: [1],
      dtype: array.dtype,
      data: { encoding: "base64", buffer: toBase64(array.bytes) },
    };
    assert.deepEqual(readEnvelope(envelope), array);
  }
  const json = {
    shape: [2, 1],
    dtype: "float64",
    data: { encoding: "json", buffer: [[1.5], [null]] },
  };
  const read = readEnvelope(json);
  assert.equal(read && nestedText(read), "[[1.5],\n [NaN]]");
});

Deno.test("readEnvelope() leaves what is no envelope, or one that it cannot decode", () => {
  for (const json of [1, [1], {}, { shape: [1], dtype: "float64", data: { encoding: "binref" } }]) {
    assert.equal(readEnvelope(json), undefined);
  }
  const wrong = { shape: [3], dtype: "float64", data: { encoding: "base64", buffer: "AAAA" } };
  assert.throws(() => readEnvelope(wrong), /found 3 bytes, expected 24/);
});

Deno.test("readJsonArray() reads nested lists, and gives nothing for ragged ones", () => {
  const array = readJsonArray([[1, 2], [3, 4]], { dtype: "float64" });
  assert.deepEqual(array?.shape, [2, 2]);
  assert.equal(readJsonArray([[1], [2, 3]], {}), undefined);
  assert.equal(readJsonArray("text", {}), undefined);
});

Deno.test("numbersOf() reads halves, and complex numbers by their absolute value", () => {
  const halves = [0x3c00, 0xc000, 0x0001, 0x7c00, 0x7e00]; // 1, -2, the smallest, infinity, NaN
  const bytes = new Uint8Array(new Uint16Array(halves).buffer);
  const values = numbersOf(new ArrayValue("float16", [5], bytes));
  assert.deepEqual([...values], [1, -2, 2 ** -24, Infinity, NaN]);
  const complex = arrayOfNumbers(readNumberTable("[3+4j]"), {});
  assert.deepEqual([...numbersOf(complex)], [5]);
});

Deno.test("toBase64() and fromBase64() work without the browser's own", () => {
  const bytes = Uint8Array.from({ length: 100_001 }, (_, index) => index % 251);
  const plain = Object.assign(bytes.slice(), { toBase64: undefined });
  const text = bytes.toBase64();
  assert.equal(toBase64(plain), text);
  const native = Uint8Array.fromBase64;
  try {
    Object.assign(Uint8Array, { fromBase64: undefined });
    assert.deepEqual(fromBase64(text), bytes);
  } finally {
    Object.assign(Uint8Array, { fromBase64: native });
  }
});

const ALL: readonly DType[] = DTYPES;
Deno.test("requestText() and readEnvelope() agree on every dtype", () => {
  for (const dtype of ALL) {
    const array = arrayOfNumbers(readNumberTable(dtype === "bool" ? "[false]" : "[1]"), { dtype });
    const read = readJsonArray(JSON.parse(requestText(array, {})), {});
    assert.deepEqual(read, array, dtype);
  }
});
