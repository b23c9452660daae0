import assert from "node:assert/strict";
import { NDArray } from "./ndarray.ts";

Deno.test("NDArray.fromNested() and toNested() are inverse for every kind of element", () => {
  const cases = [
    NDArray.fromNested("float64", [[1.5, NaN], [-0, 3]]),
    NDArray.fromNested("float16", [0.5]),
    NDArray.fromNested("int64", [[2n ** 62n], [-1n]]),
    NDArray.fromNested("bool", [[[true, false]]]),
    NDArray.fromNested("complex64", [{ re: 1, im: 2 }]),
    NDArray.fromNested("int8", 7),
    NDArray.fromNested("float32", [[], []]),
  ];
  assert.deepEqual(cases.map(({ shape }) => shape), [[2, 2], [1], [2, 1], [1, 1, 2], [1], [], [
    2,
    0,
  ]]);
  for (const array of cases) {
    assert.deepEqual(NDArray.fromNested(array.dtype, array.toNested()), array);
  }
});

Deno.test("NDArray.fromNested() refuses ragged lists", () => {
  assert.throws(() => NDArray.fromNested("float64", [[1, 2], [3]]), RangeError);
  assert.throws(() => NDArray.fromNested("float64", [1, [2]]), RangeError);
});

Deno.test("NDArray.from() keeps the data without a copy and refuses a wrong length", () => {
  const data = new Float64Array(6);
  const array = NDArray.from("float64", [2, 3], data);
  assert.equal(array.data, data);
  assert.equal(array.size, 6);
  assert.throws(() => NDArray.from("float64", [2, 2], data), RangeError);
  assert.equal(NDArray.from("complex128", [3], data).size, 3);
});

Deno.test("at() counts negative indices from the end and refuses what is out of bounds", () => {
  const array = NDArray.fromNested("int32", [[1, 2, 3], [4, 5, 6]]);
  assert.equal(array.at(1, 0), 4);
  assert.equal(array.at(-1, -1), 6);
  assert.equal(NDArray.fromNested("float64", 2.5).at(), 2.5);
  assert.equal(NDArray.fromNested("bool", [true]).at(0), true);
  assert.deepEqual(NDArray.fromNested("complex64", [{ re: 1, im: 2 }]).at(0), { re: 1, im: 2 });
  for (const indices of [[0], [2, 0], [0, 3], [-3, 0], [0.5, 0], [0, 0, 0]]) {
    assert.throws(() => array.at(...indices), RangeError);
  }
});

Deno.test("map() gives a new array of the same dtype and shape", () => {
  const array = NDArray.fromNested("float32", [[1, 2], [3, 4]]);
  assert.deepEqual(array.map((value, k) => value * 10 + k).toNested(), [[10, 21], [32, 43]]);
  assert.deepEqual(array.toNested(), [[1, 2], [3, 4]]);
  assert.deepEqual(NDArray.fromNested("int64", [1n]).map((n) => n + 1n).toNested(), [2n]);
  assert.deepEqual(NDArray.fromNested("bool", [true]).map((b) => !b).toNested(), [false]);
  const conjugate = NDArray.fromNested("complex128", [{ re: 1, im: 2 }])
    .map(({ re, im }) => ({ re, im: -im }));
  assert.deepEqual(conjugate.toNested(), [{ re: 1, im: -2 }]);
});

Deno.test("reshape() shares the data and resolves one -1", () => {
  const array = NDArray.zeros("float64", [2, 3]);
  const flat = array.reshape([-1]);
  assert.deepEqual(flat.shape, [6]);
  assert.equal(flat.data, array.data);
  assert.deepEqual(array.reshape([3, -1]).shape, [3, 2]);
  for (const shape of [[4], [-1, -1], [-1, 4], [-2, -3]]) {
    assert.throws(() => array.reshape(shape), RangeError);
  }
  assert.deepEqual(NDArray.zeros("int8", [1]).reshape([]).shape, []);
});

Deno.test("bytes() is a view of the elements", () => {
  const array = NDArray.from("int16", [2], new Int16Array([7, 1, 258]).subarray(1));
  assert.deepEqual([...array.bytes()], [1, 0, 2, 1]);
  array.bytes()[0] = 9;
  assert.equal(array.at(0), 9);
});
