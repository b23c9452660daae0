import assert from "node:assert/strict";
import { nestedText } from "../arrays/element_text.ts";
import { fileName } from "./download.ts";
import { durationText, sizeText } from "./quantities.ts";
import { resultTree } from "./result_tree.ts";

const ARRAY = {
  "object_type": "array",
  shape: [2],
  dtype: "float64",
  data: { encoding: "base64", buffer: "AAAAAAAA+H8AAAAAAADwPw==" },
};

Deno.test("resultTree() decodes arrays at any depth", () => {
  const tree = resultTree({ a: [{ b: ARRAY }], n: 3, list: [1, "x"], none: null });
  assert.ok(tree.kind === "parts");
  const [a, n, list, none] = tree.parts.map(([, node]) => node);
  assert.ok(a?.kind === "items" && a.items[0]?.kind === "parts");
  const leaf = a.items[0].parts[0]?.[1];
  assert.ok(leaf?.kind === "array");
  assert.equal(nestedText(leaf.array), "[NaN, 1]");
  assert.deepEqual([n, list, none], [
    { kind: "plain", text: "3" },
    { kind: "plain", text: '[1, "x"]' },
    { kind: "plain", text: "null" },
  ]);
});

Deno.test("resultTree() shows an envelope that it cannot decode as it came", () => {
  const broken = { ...ARRAY, shape: [3] };
  assert.equal(resultTree(broken).kind, "parts");
});

Deno.test("durationText() and sizeText() use units that people read", () => {
  assert.deepEqual([3.14159, 250.4, 3_400, 125_000].map(durationText), [
    ...["3.1 ms", "250 ms", "3.4 s", "2 min 5 s"],
  ]);
  assert.deepEqual([310, 1_234, 80_000_000].map(sizeText), ["310 bytes", "1.2 kB", "80.0 MB"]);
});

Deno.test("fileName() leaves nothing in a name that a file system minds", () => {
  assert.equal(fileName("apply.point data/{a}", "npy"), "apply.point_data_a.npy");
  assert.equal(fileName("../..", "json"), "array.json");
});
