import assert from "node:assert/strict";
import type { ArraySpec } from "../arrays/spec.ts";
import type { ArrayLeaf, CompiledModel } from "../schema/compile.ts";
import { DifferentiablePaths } from "./differentiable_paths.ts";

const SPEC: ArraySpec = { dtype: "float64", shape: [null], differentiable: true };

function leaf(pattern: string, regex?: string, spec = SPEC): ArrayLeaf {
  return { pattern, spec, hasContainer: regex !== undefined, regex: regex ?? `^${pattern}$` };
}

function paths(...leaves: ArrayLeaf[]): DifferentiablePaths {
  return new DifferentiablePaths({ leaves } as unknown as CompiledModel);
}

const DICT = leaf("dct.{}", "^dct\\.\\{(?:[^{}\\\\]|\\\\.)+\\}$");

Deno.test("DifferentiablePaths finds the leaf that a concrete path means", () => {
  const found = paths(leaf("x"), DICT, leaf("i", undefined, { ...SPEC, differentiable: false }));
  assert.equal(found.specOf("x"), SPEC);
  assert.equal(found.specOf("dct.{a.b/c\nü}"), SPEC);
  assert.equal(found.specOf("dct.{a\\}b}"), SPEC);
  for (const path of ["i", "dct", "dct.{}", "dct.{a}b}", "xx", ""]) {
    assert.equal(found.specOf(path), undefined, path);
  }
});

Deno.test("refuse() reports one error per alternative", () => {
  const errors = paths(leaf("x"), DICT).refuse("q");
  assert.deepEqual(errors.map(({ type, loc }) => [type, loc]), [
    ["literal_error", ["literal['x']"]],
    ["string_pattern_mismatch", ["constrained-str"]],
  ]);
  assert.equal(errors[0]?.msg, "Input should be 'x'");
});

Deno.test("refuse() names no alternative when there is only one", () => {
  assert.deepEqual(paths(leaf("x")).refuse(3), [{
    type: "literal_error",
    loc: [],
    msg: "Input should be 'x'",
    input: 3,
    ctx: { expected: "'x'" },
  }]);
});
