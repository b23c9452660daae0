import assert from "node:assert/strict";
import { statisticsOf } from "./statistics.ts";

Deno.test("statisticsOf() leaves out what is not finite, and counts it", () => {
  assert.deepEqual(statisticsOf([2, NaN, -4, Infinity]), {
    min: -4,
    max: 2,
    mean: -1,
    nonFiniteCount: 2,
  });
  assert.equal(statisticsOf([NaN]), undefined);
  assert.equal(statisticsOf([]), undefined);
});
