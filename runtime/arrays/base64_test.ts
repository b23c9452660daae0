import assert from "node:assert/strict";
import { BodyReader } from "../payload/body_reader.ts";
import { LongText } from "../payload/long_text.ts";
import { type ArrayFault, decodeArrayField, isArrayFault } from "./decode.ts";
import { NDArray } from "./ndarray.ts";

const CONTEXT = {
  baseDir: ".",
  roots: [],
  allowUrls: false,
  strictShapes: false,
  strictTypes: false,
};

function decode(buffer: unknown, shape: readonly number[]): NDArray | ArrayFault {
  const raw = { shape, dtype: "float64", data: { buffer, encoding: "base64" } };
  return decodeArrayField(raw, { dtype: "float64", shape: "any", differentiable: false }, CONTEXT);
}

function errorOf(result: NDArray | ArrayFault): unknown {
  return isArrayFault(result) ? result.ctx["error"] : result.toNested();
}

const one = "AAAAAAAA8D8=";

Deno.test("decodeArrayField() is as strict with base64 as upstream", () => {
  assert.deepEqual(errorOf(decode(one, [1])), [1]);
  assert.deepEqual(errorOf(decode("AAAAAAAA8D9=", [1])), [1], "spare bits");
  const wrong = [
    "AAAAAAAA8D8",
    "AAAAAAAA8D8==",
    `${one}\n`,
    ` ${one}`,
    "AAAA AAAA8D8=",
    "AAAAAAAA-_8=",
  ];
  for (const text of [...wrong, `${one}AAAA`, "====", "AAAAAAAA8D8=====", "AAAAAAAAé8D8="]) {
    assert.equal(errorOf(decode(text, [1])), "Non-base64 digit found", text);
    const chunks = [new TextEncoder().encode(text)];
    assert.equal(errorOf(decode(new LongText(chunks), [1])), "Non-base64 digit found", text);
  }
});

Deno.test("decodeArrayField() decodes chunks that end anywhere", () => {
  const array = NDArray.zeros("float64", [100]).map((_, k) => Math.sin(k));
  const text = new TextEncoder().encode(array.bytes().toBase64());
  for (const size of [1, 2, 3, 5, 64, 999]) {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    for (let at = 0; at < text.byteLength; at += size) chunks.push(text.subarray(at, at + size));
    assert.deepEqual(decode(new LongText(chunks), [100]), array);
  }
});

Deno.test("decodeArrayField() uses the bytes that were decoded on arrival without a copy", () => {
  const reader = new BodyReader({ exact: false });
  const array = NDArray.zeros("float64", [20_000]).map((_, k) => k);
  reader.write(new TextEncoder().encode(JSON.stringify(array.bytes().toBase64())));
  const text = reader.end();
  assert.ok(text instanceof LongText && text.decodedBytes !== undefined);
  const decoded = decode(text, [20_000]);
  assert.deepEqual(decoded, array);
  assert.ok(!isArrayFault(decoded) && decoded.data.buffer === text.decodedBytes.buffer);
});

Deno.test("decodeArrayField() copies decoded bytes that are not aligned", () => {
  const bytes = new Uint8Array(20).subarray(3, 19);
  bytes.set(NDArray.fromNested("float64", [1, 2]).bytes());
  const text = LongText.fromDecoded({ bytes, lastQuantum: "AA==" });
  assert.deepEqual(errorOf(decode(text, [2])), [1, 2]);
});

Deno.test("decodeArrayField() compares the number of bytes with the shape", () => {
  assert.equal(errorOf(decode(one, [2])), "cannot reshape array of size 1 into shape (2,)");
  assert.equal(errorOf(decode("AAAA", [1])), "buffer size must be a multiple of element size");
  assert.equal(
    errorOf(decode(one, [1e15])),
    "cannot reshape array of size 1 into shape (1000000000000000,)",
  );
  assert.deepEqual(errorOf(decode("", [0])), []);
});
