import assert from "node:assert/strict";
import { formatIndices, parseArray } from "./array_indices.ts";

Deno.test("parseArray() reads indices, ranges, steps and how many run at a time", () => {
  assert.deepEqual(parseArray("0-3"), { indices: [0, 1, 2, 3] });
  assert.deepEqual(parseArray("7,1,3,1"), { indices: [1, 3, 7] });
  assert.deepEqual(parseArray("0-20:5, 3"), { indices: [0, 3, 5, 10, 15, 20] });
  assert.deepEqual(parseArray("0-9%2").maxRunning, 2);
  assert.equal(parseArray("0-99%10").indices.length, 100);
});

Deno.test("parseArray() refuses everything else, and arrays nobody could oversee", () => {
  const wrong = ["", ",", "a", "-1", "3-1", "1-", "1-5:0", "1%0", "1%", "1%2%3", "1.5"];
  for (const text of [...wrong, "0-99999999", "99999999999999999999"]) {
    assert.throws(() => parseArray(text), { code: "bad_input" }, text);
  }
});

Deno.test("formatIndices() says ranges as ranges", () => {
  assert.equal(formatIndices([0, 1, 2, 5, 7, 8]), "0-2,5,7-8");
  assert.equal(formatIndices([]), "");
});
