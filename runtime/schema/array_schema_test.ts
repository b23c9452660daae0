import assert from "node:assert/strict";
import { z } from "zod";
import type { NDArray } from "../arrays/ndarray.ts";
import { array, arraySpecOf, Bool, Float32, Float64, Int64 } from "./array_schema.ts";
import { differentiable } from "./differentiable.ts";

Deno.test("array() keeps its declaration through descriptions and refinements", () => {
  const schema = array("int8", [null, 3]).describe("some").refine((value) => value.size > 0);
  assert.deepEqual(arraySpecOf(schema), { dtype: "int8", shape: [null, 3], differentiable: false });
  assert.equal(arraySpecOf(schema.optional()), undefined);
  assert.equal(arraySpecOf(z.number()), undefined);
  assert.deepEqual(arraySpecOf(array(Float32, "any"))?.dtype, "float32");
});

Deno.test("array() refuses dtypes and shapes that are none", () => {
  assert.throws(() => array("float128" as never, []), TypeError);
  assert.throws(() => array(z.number() as never, []), TypeError);
  assert.throws(() => array("float64", [-1]), RangeError);
  assert.throws(() => array("float64", [1.5]), RangeError);
  assert.throws(() => array("float64", 3 as never), RangeError);
});

Deno.test("array() schemas can be used by themselves, with the types that they promise", () => {
  const schema = z.object({ x: array("float32", [null]), s: Float64, i: Int64, b: Bool });
  const value: { x: NDArray<"float32">; s: number; i: bigint; b: boolean } = schema.parse({
    x: [1, 2],
    s: 1,
    i: 2,
    b: true,
  });
  assert.deepEqual(value.x.toNested(), [1, 2]);
  assert.deepEqual([value.s, value.i, value.b], [1, 2n, true]);
  const result = schema.safeParse({ x: "no", s: 1, i: 2, b: true });
  assert.match(result.error?.issues[0]?.message ?? "", /numeric array/);
});

Deno.test("differentiable() gives a marked copy that keeps description and checks", () => {
  const plain = array("float64", [null]).describe("a vector").refine(({ size }) => size > 1);
  const marked = differentiable(plain);
  assert.equal(arraySpecOf(plain)?.differentiable, false);
  assert.equal(arraySpecOf(marked)?.differentiable, true);
  assert.equal(marked.description, "a vector");
  assert.equal(marked.safeParse([1]).success, false);
  const scalar = differentiable(Float64).default(2);
  assert.equal(scalar.parse(undefined), 2);
});

Deno.test("differentiable() refuses what is no array", () => {
  for (const schema of [z.number(), Float64.optional(), z.array(Float64), 3, undefined]) {
    assert.throws(() => differentiable(schema as never), TypeError);
  }
});
