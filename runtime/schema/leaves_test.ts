import assert from "node:assert/strict";
import { z } from "zod";
import { array, Float64 } from "./array_schema.ts";
import { differentiable } from "./differentiable.ts";
import { arrayLeaves } from "./leaves.ts";

Deno.test("arrayLeaves() finds arrays below every kind of schema", () => {
  const leaf = Float64;
  const schema = z.object({
    plain: leaf,
    list: z.array(z.object({ v: leaf })),
    tup: z.tuple([leaf, z.string()]),
    dct: z.record(z.string(), z.array(leaf)),
    wrapped: z.object({ x: leaf }).nullable().default(null).readonly().describe("x"),
    either: z.union([z.object({ a: leaf }), z.object({ b: leaf })]),
    both: z.object({ c: leaf }).and(z.object({ d: leaf })),
    pre: z.preprocess((value) => value, leaf),
    lazy: z.lazy(() => leaf),
    none: z.string(),
  });
  assert.deepEqual(arrayLeaves(schema).map(({ pattern }) => pattern), [
    "plain",
    "list.[].v",
    "tup.[]",
    "dct.{}.[]",
    "wrapped.x",
    "either.a",
    "either.b",
    "both.c",
    "both.d",
    "pre",
    "lazy",
  ]);
});

Deno.test("arrayLeaves() gives the patterns that clients know", () => {
  const schema = z.object({
    a: differentiable(array("float32", [3])),
    l: z.array(z.record(z.string(), array("float64", "any"))),
  });
  assert.deepEqual(arrayLeaves(schema), [
    {
      pattern: "a",
      spec: { dtype: "float32", shape: [3], differentiable: true },
      hasContainer: false,
      regex: "^a$",
    },
    {
      pattern: "l.[].{}",
      spec: { dtype: "float64", shape: "any", differentiable: false },
      hasContainer: true,
      regex: "^l\\.\\[\\d+\\]\\.\\{(?:[^{}\\\\]|\\\\.)+\\}$",
    },
  ]);
  const regex = new RegExp(arrayLeaves(schema)[1]?.regex ?? "", "su");
  for (const path of ["l.[0].{k}", "l.[10].{a.b}", "l.[0].{a\\}b}", "l.[0].{é\n/:}"]) {
    assert.ok(regex.test(path), path);
  }
  for (const path of ["l.[-1].{k}", "l.[0].{}", "l.[0].{a}b}", "xl.[0].{k}", "l.[0].{k}.z"]) {
    assert.ok(!regex.test(path), path);
  }
});
