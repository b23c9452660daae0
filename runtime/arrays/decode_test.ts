import assert from "node:assert/strict";
import { parseJson } from "../payload/parse.ts";
import { decodeArrayField, type DecodeContext, isArrayFault } from "./decode.ts";
import { isDType } from "./dtype.ts";
import { NDArray } from "./ndarray.ts";
import type { ArraySpec } from "./spec.ts";

const CONTEXT: DecodeContext = {
  baseDir: ".",
  roots: [],
  allowUrls: false,
  strictShapes: false,
  strictTypes: false,
};

interface Case {
  readonly spec: Pick<ArraySpec, "dtype" | "shape">;
  readonly value: unknown;
  readonly error?: { readonly type: string; readonly msg: string; readonly ctx: unknown };
  readonly dtype?: string;
  readonly shape?: readonly number[];
  readonly bytes?: string;
}

/** Numbers are exact in the recording, and must be in what is compared. */
const RECORDED = parseJson(
  Deno.readFileSync(new URL("../../tests/fixtures/array_cases.json", import.meta.url)),
  { exact: true },
) as { cases: Case[] };

const tiled = new Uint8Array(
  Float64Array.from({ length: 70_000 }, (_, k) => k % 100).buffer,
).toBase64();

Deno.test("decodeArrayField() accepts and refuses what tesseract-core does", () => {
  for (const { spec, value, error, dtype, shape, bytes } of RECORDED.cases) {
    const label = JSON.stringify({ spec, value }, (_, v) => typeof v === "bigint" ? `${v}` : v)
      .slice(0, 300);
    const result = decodeArrayField(value, { ...spec, differentiable: false }, CONTEXT);
    if (error !== undefined) {
      assert.deepEqual(result, { type: error.type, msg: error.msg, ctx: error.ctx }, label);
      continue;
    }
    assert.ok(!isArrayFault(result), label);
    assert.equal(result.dtype, dtype, label);
    assert.deepEqual([...result.shape], shape, label);
    const wanted = bytes === "tile(arange(100), 700)" ? tiled : bytes;
    assert.equal(result.bytes().toBase64(), wanted, label);
  }
});

Deno.test("decodeArrayField() names the fault of an envelope where tesseract-core does not", () => {
  const data = { buffer: [1, 2], encoding: "json" };
  const spec: ArraySpec = { dtype: "int32", shape: [null], differentiable: false };
  const types = [
    [{ shape: [2, 1], dtype: "int32", data }, "array_dimensionality_mismatch"],
    [{ shape: [2], dtype: "float64", data }, "array_dtype_mismatch"],
    [{ shape: [2], dtype: "floaty", data }, "array_invalid_dtype"],
    [{ shape: [2], dtype: "int32", data: { ...data, encoding: "gzip" } }, "array_decode_error"],
    [{ shape: [2], dtype: "int32", data: { ...data, encoding: "cuda_ipc" } }, "array_decode_error"],
    [{ shape: [2], dtype: "int32", data: { ...data, extra: 1 } }, "array_non_numeric"],
    [{ shape: [-2], dtype: "int32", data }, "array_non_numeric"],
    [
      { shape: [2], dtype: "int32", data: { buffer: ["1", null], encoding: "json" } },
      "array_decode_error",
    ],
  ] as const;
  for (const [value, type] of types) {
    const result = decodeArrayField(value, spec, CONTEXT);
    assert.ok(isArrayFault(result));
    assert.equal(result.type, type, JSON.stringify(value));
  }
});

Deno.test("decodeArrayField() gives a module's own array back without a copy", () => {
  const array = NDArray.fromNested("float64", [1, 2]);
  const spec: ArraySpec = { dtype: "float64", shape: [null], differentiable: false };
  assert.equal(decodeArrayField(array, spec, CONTEXT), array);
  const typed = decodeArrayField(new Float32Array([1, 2]), spec, CONTEXT);
  assert.ok(typed instanceof NDArray && isDType(typed.dtype));
  assert.deepEqual(typed.toNested(), [1, 2]);
});

Deno.test("decodeArrayField() refuses another shape or dtype where the context is strict", () => {
  const spec: ArraySpec = { dtype: "float64", shape: [2], differentiable: false };
  const strict = { ...CONTEXT, strictShapes: true, strictTypes: true };
  const one = decodeArrayField([1.5], spec, strict);
  assert.ok(isArrayFault(one) && one.msg.includes("strict_shapes=True"));
  const ints = decodeArrayField([1, 2], spec, strict);
  assert.ok(isArrayFault(ints) && ints.msg.includes("strict_types=True"));
});
