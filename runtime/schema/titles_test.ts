import assert from "node:assert/strict";
import { fieldTitle, modelName } from "./titles.ts";

Deno.test("fieldTitle() makes the titles that pydantic makes", () => {
  const table: [string, string][] = [
    ["n_iter", "N Iter"],
    ["x", "X"],
    ["x2y", "X2Y"],
    ["maxIter", "Maxiter"],
    ["_private", "Private"],
  ];
  for (const [name, title] of table) assert.equal(fieldTitle(name), title);
});

Deno.test("modelName() joins the words of a path", () => {
  assert.equal(modelName(["sub"]), "Sub");
  assert.equal(modelName(["mesh_list", "[]", "inner"]), "MeshListInner");
});
