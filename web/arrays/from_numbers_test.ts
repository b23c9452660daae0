import assert from "node:assert/strict";
import { nestedText } from "./element_text.ts";
import { arrayOfNumbers, type ArrayType } from "./from_numbers.ts";
import { readNumberTable } from "./nested_text.ts";

function made(text: string, type: ArrayType = {}): string {
  const array = arrayOfNumbers(readNumberTable(text), type);
  return `${array.dtype} [${array.shape}] ${nestedText(array)}`;
}

Deno.test("arrayOfNumbers() infers a dtype as numpy does where none is declared", () => {
  assert.equal(made("[1, 2]"), "int64 [2] [1, 2]");
  assert.equal(made("[1, 2.5]"), "float64 [2] [1, 2.5]");
  assert.equal(made("[true, false]"), "bool [2] [true, false]");
  assert.equal(made("[1, 1.5e-3-2j, .5j]"), "complex128 [3] [1+0j, 0.0015-2j, 0+0.5j]");
  assert.equal(made("[]"), "float64 [0] []");
});

Deno.test("arrayOfNumbers() keeps what was typed for floats, and 64-bit integers exact", () => {
  assert.equal(made("[0.1, nan, -inf]", { dtype: "float32" }), "float64 [3] [0.1, NaN, -Infinity]");
  assert.equal(
    made("[9007199254740993, -5]", { dtype: "int64" }),
    "int64 [2] [9007199254740993, -5]",
  );
  assert.equal(made("18446744073709551615", { dtype: "uint64" }), "uint64 [] 18446744073709551615");
});

Deno.test("arrayOfNumbers() refuses what an integer dtype cannot hold", () => {
  assert.throws(
    () => made("[256]", { dtype: "uint8" }),
    /Cannot use 256: expected uint8, .*0 to 255/,
  );
  assert.throws(() => made("[-1]", { dtype: "uint64" }), RangeError);
  assert.throws(() => made("[1.5]", { dtype: "int32" }), RangeError);
  assert.equal(made("[2.0]", { dtype: "int32" }), "int32 [1] [2]");
});

Deno.test("arrayOfNumbers() takes a row or a column of a table for a declared vector", () => {
  assert.equal(made("1,2,3\n", { dtype: "float64", shape: [null] }), "float64 [3] [1, 2, 3]");
  assert.equal(made("[[1], [2]]", { dtype: "float64", shape: [null] }), "float64 [2] [1, 2]");
  assert.equal(made("5", { dtype: "float64", shape: [null] }), "float64 [1] [5]");
  assert.equal(made("1\n2", { dtype: "float64", shape: [null, 1] }), "float64 [2,1] [[1],\n [2]]");
});
