import assert from "node:assert/strict";
import { lineOf } from "./decimate.ts";

Deno.test("lineOf() keeps every point of a short line, and gaps where there is no number", () => {
  assert.deepEqual(lineOf([1, NaN, 3]), { x: [0, 1, 2], y: [1, null, 3] });
});

Deno.test("lineOf() keeps the extremes of a long line where they are", () => {
  const values = new Float64Array(100_000);
  values[12_345] = 7;
  values[54_321] = -7;
  values[60_000] = NaN;
  const { x, y } = lineOf(values, 1_000);
  assert.ok(x.length <= 1_000);
  assert.equal(y[x.indexOf(12_345)], 7);
  assert.equal(y[x.indexOf(54_321)], -7);
  assert.ok(x.every((index, at) => at === 0 || index > (x[at - 1] ?? 0)));
});
