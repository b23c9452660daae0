import assert from "node:assert/strict";
import { decodeArrayField, isArrayFault } from "./decode.ts";
import type { DType } from "./dtype.ts";
import { NDArray } from "./ndarray.ts";

const CONTEXT = {
  baseDir: ".",
  roots: [],
  allowUrls: false,
  strictShapes: false,
  strictTypes: false,
};

/** What a module's return value becomes: nested lists, or the type of the fault. */
function returned(value: unknown, dtype: DType | null): unknown {
  const result = decodeArrayField(value, { dtype, shape: "any", differentiable: false }, CONTEXT);
  return isArrayFault(result) ? result.type : result.toNested();
}

Deno.test("decodeArrayField() takes complex elements as modules write them", () => {
  assert.deepEqual(returned({ re: 1, im: 2 }, "complex128"), { re: 1, im: 2 });
  assert.deepEqual(returned([{ re: 1, im: 2 }, 3], "complex64"), [{ re: 1, im: 2 }, {
    re: 3,
    im: 0,
  }]);
  assert.deepEqual(returned([[{ re: 1, im: 2 }]], null), [[{ re: 1, im: 2 }]]);
  assert.equal(returned({ re: 1, im: 2 }, "float64"), "array_dtype_mismatch");
  assert.equal(returned([{ re: 1 }], "complex128"), "array_non_numeric");
  assert.equal(returned([{ re: 1e300, im: 0 }], "complex64"), "array_value_out_of_range");
});

Deno.test("decodeArrayField() stacks a list of arrays", () => {
  const row = NDArray.fromNested("float64", [1, 2]);
  assert.deepEqual(returned([row, row], "float64"), [[1, 2], [1, 2]]);
  assert.deepEqual(returned([new Float32Array([1.5]), [2]], "float32"), [[1.5], [2]]);
  assert.deepEqual(returned([new BigInt64Array([3n])], "int32"), [[3]]);
  assert.deepEqual(returned([[row], [row]], "float32"), [[[1, 2]], [[1, 2]]]);
  assert.equal(returned([row, [1]], "float64"), "value_error");
});

Deno.test("decodeArrayField() takes typed arrays under their own dtype", () => {
  assert.deepEqual(returned(new Int16Array([1, -1]), "float32"), [1, -1]);
  assert.deepEqual(returned(new Uint8ClampedArray([9]), "uint8"), [9]);
  assert.deepEqual(returned(new BigUint64Array([2n]), null), [2n]);
  assert.equal(returned(new Float32Array(1), "int32"), "array_dtype_mismatch");
  assert.equal(returned(new Int16Array([-1]), "uint8"), "array_value_out_of_range");
  assert.equal(returned(new Uint8Array(1), "bool"), "array_dtype_mismatch");
  assert.equal(returned(new DataView(new ArrayBuffer(8)), "float64"), "array_non_numeric");
});

Deno.test("decodeArrayField() never wraps a number that is too large for 64 bits", () => {
  assert.equal(returned([1e20], "int64"), "array_dtype_mismatch");
  assert.equal(returned([2n ** 64n], "uint64"), "array_non_numeric");
  assert.deepEqual(returned([1e20, 1], "float64"), [1e20, 1]);
  assert.deepEqual(returned([2 ** 60], "int64"), [2n ** 60n]);
  assert.deepEqual(returned([2n ** 63n, 1], "float32"), [2 ** 63, 1]);
});

Deno.test("decodeArrayField() refuses what only looks like an array", () => {
  for (
    const value of [undefined, null, "1", {}, { a: 1 }, [undefined], [null], [[1], "a"], () => 1]
  ) {
    assert.equal(returned(value, "float64"), "array_non_numeric");
  }
});
