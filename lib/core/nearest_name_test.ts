import assert from "node:assert/strict";
import { findNearestName } from "./nearest_name.ts";

const NAMES = ["apply", "jacobian", "vector_jacobian_product", "health", "--output-path"];

Deno.test("findNearestName() finds typing mistakes", () => {
  const cases: [string, string][] = [
    ["aply", "apply"],
    ["appyl", "apply"],
    ["Jacobain", "jacobian"],
    ["vector_jacobian", "vector_jacobian_product"],
    ["--ouput-path", "--output-path"],
  ];
  for (const [name, expected] of cases) assert.equal(findNearestName(name, NAMES), expected);
});

Deno.test("findNearestName() gives nothing when no name is close", () => {
  for (const name of ["", "x", "frobnicate", "ap"]) {
    assert.equal(findNearestName(name, NAMES), undefined, name);
  }
});
