import assert from "node:assert/strict";
import { flattenWithPaths, getAtPath, hasPath, keySegment, parsePath, setAtPath } from "./paths.ts";

const TREE = {
  mesh: { points: [1, 2] },
  layers: [{ weight: 1 }, { weight: 2 }],
  params: { "layer.0.weight": 3, "a}b": 4, values: 5, "ключ\n": 6 },
};

Deno.test("getAtPath() follows names, indices and keys", () => {
  assert.equal(getAtPath(TREE, ""), TREE);
  assert.equal(getAtPath(TREE, "mesh.points.[1]"), 2);
  assert.equal(getAtPath(TREE, "layers.[1].weight"), 2);
  assert.equal(getAtPath(TREE, "params.{layer.0.weight}"), 3);
  assert.equal(getAtPath(TREE, "params.{a\\}b}"), 4);
  assert.equal(getAtPath(TREE, "params.values"), 5);
  assert.equal(getAtPath(TREE, "params.{ключ\n}"), 6);
  assert.equal(getAtPath({ m: new Map([["k", 7]]) }, "m.{k}"), 7);
});

Deno.test("getAtPath() refuses paths that are malformed or lead nowhere", () => {
  for (const path of ["a.", ".a", "a..b", "[x]", "[-1]", "{", "{}", "{a}b", "a b", "1a", "{a{b}"]) {
    assert.throws(() => getAtPath(TREE, path), SyntaxError, path);
  }
  for (const path of ["x", "layers.[2]", "layers.{0}", "mesh.points.length", "mesh.toString"]) {
    assert.throws(() => getAtPath(TREE, path), RangeError, path);
    assert.equal(hasPath(TREE, path), false);
  }
});

Deno.test("setAtPath() copies what lies on the path and shares the rest", () => {
  const changed = setAtPath(TREE, "layers.[0].weight", 9) as typeof TREE;
  assert.equal(changed.layers[0]?.weight, 9);
  assert.equal(TREE.layers[0]?.weight, 1);
  assert.equal(changed.layers[1], TREE.layers[1]);
  assert.equal(changed.mesh, TREE.mesh);
  assert.equal(setAtPath(TREE, "", 1), 1);
  const hostile = setAtPath(JSON.parse('{"__proto__":1}'), "{__proto__}", 2);
  assert.deepEqual(Object.keys(hostile as object), ["__proto__"]);
});

Deno.test("flattenWithPaths() gives values by path", () => {
  const flat = flattenWithPaths(TREE, ["layers.[0].weight", "params.{a\\}b}"]);
  assert.deepEqual(flat, { "layers.[0].weight": 1, "params.{a\\}b}": 4 });
});

Deno.test("keySegment() writes any key so that parsePath() reads it", () => {
  for (const key of ["a", "a.b", "a}b", "{", "\\", "a b/c:d", "\n", "é"]) {
    assert.deepEqual(parsePath(`x.${keySegment(key)}.[3]`), ["x", key, 3]);
  }
});
