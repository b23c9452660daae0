/** Requests for abstract_eval. For the fixture "gradients", and some for the zoo. @module */

import { type CaseOptions, post, type RequestCase } from "./request_case.ts";

const X = { shape: [2], dtype: "float64" };

function abstract(name: string, inputs: unknown, options: CaseOptions = {}): RequestCase {
  return post(`abstract_eval: ${name}`, "/abstract_eval", { inputs }, options);
}

/** Cases for the fixture "gradients". */
export const abstractRequests: readonly RequestCase[] = [
  abstract("one vector", { x: X }),
  abstract("everything", {
    x: X,
    scale: { shape: [], dtype: "float32" },
    terms: [{ v: X, factor: 2 }],
    params: { a: X, "b.c": X },
    table: { shape: [2, 5], dtype: "float32" },
    free: { shape: [1, 2, 3], dtype: "float64" },
    label: "name",
  }),
  abstract("a dtype that is cast", { x: { shape: [2], dtype: "int8" } }),
  abstract("a dtype that is not", { x: { shape: [2], dtype: "complex64" } }),
  abstract("an unknown dtype", { x: { shape: [2], dtype: "float128" } }),
  abstract("another rank", { x: { shape: [2, 1], dtype: "float64" } }),
  abstract("a scalar for a vector", { x: { shape: [], dtype: "float64" } }),
  abstract("a vector for a scalar", { x: X, scale: X }),
  abstract("another fixed length", { x: X, table: { shape: [3, 5], dtype: "float32" } }),
  abstract("a length of 1 for a fixed one", { x: X, table: { shape: [1, 5], dtype: "float32" } }),
  abstract("no length", { x: { shape: [0], dtype: "float64" } }),
  abstract("a negative length", { x: { shape: [-2], dtype: "float64" } }, {
    differs: { id: "D6", status: 422 },
  }),
  abstract("a length as integral float", { x: { shape: [2.0], dtype: "float64" } }),
  abstract("a fractional length", { x: { shape: [2.5], dtype: "float64" } }),
  abstract("a length as text", { x: { shape: ["2"], dtype: "float64" } }),
  abstract("null for a length", { x: { shape: [null], dtype: "float64" } }),
  abstract("several faults in a shape", { x: { shape: [2.5, null, "x"], dtype: 5 } }),
  abstract("shape as text", { x: { shape: "2", dtype: "float64" } }),
  abstract("neither shape nor dtype", { x: {} }),
  abstract("shape missing", { x: { dtype: "float64" } }),
  abstract("dtype missing", { x: { shape: [2] } }),
  abstract("an encoded array", {
    x: { object_type: "array", ...X, data: { buffer: [1, 2], encoding: "json" } },
  }),
  abstract("a bare list", { x: [1, 2] }),
  abstract("null", { x: null }),
  abstract("text", { x: "x" }),
  abstract("nothing", {}),
  abstract("an unknown field", { x: X, nope: X }),
  abstract("a static field of another type", { x: X, label: 5 }),
  abstract("a fault in an item", { x: X, terms: [{ v: [1] }, {}] }),
  abstract("a fault in a key", { x: X, params: { a: 5, b: X } }),
  post("abstract_eval: an empty object", "/abstract_eval", "{}"),
  post("abstract_eval: a list", "/abstract_eval", "[]"),
  post("abstract_eval: unknown keys", "/abstract_eval", { inputs: { x: X }, more: 1 }),
];

/** Cases for the zoo. */
export const abstractZoo: readonly RequestCase[] = [
  abstract("any dtype", { any_dtype: { shape: [2], dtype: "uint8" } }, { nullsMayLack: true }),
  abstract("any rank", { any_rank: { shape: [2, 3, 4], dtype: "float16" } }, {
    nullsMayLack: true,
  }),
  abstract("fixed", { matrix: { shape: [2, 3], dtype: "float64" } }, { nullsMayLack: true }),
  abstract("fixed, wrong", { matrix: { shape: [1, 3], dtype: "float64" } }),
  abstract("float for int", { v_int8: { shape: [1], dtype: "float32" } }),
  abstract("int64 for uint8", { v_uint8: { shape: [1], dtype: "int64" } }, { nullsMayLack: true }),
  abstract("bool for complex", { s_complex64: { shape: [], dtype: "bool" } }, {
    nullsMayLack: true,
  }),
  abstract("containers", {
    leaf: { name: "a", data: X },
    vectors: [X, { shape: [0], dtype: "float32" }],
    vectors_by_name: { k: { shape: [1], dtype: "int8" } },
    pair: [1, "a"],
  }, { nullsMayLack: true }),
  abstract("a plain field of another type", { integer: "x" }),
  abstract("the module throws", { fail: "on purpose" }),
];
