import assert from "node:assert/strict";
import { colourAt } from "./colour_map.ts";
import { MAX_PIXELS, rasterOf } from "./raster.ts";

function pixel(raster: ReturnType<typeof rasterOf>, index: number): number[] {
  return [...raster.pixels.subarray(4 * index, 4 * index + 4)];
}

Deno.test("rasterOf() colours from the smallest to the largest value, and leaves out NaN", () => {
  const raster = rasterOf({ rows: 1, columns: 3, values: [-1, NaN, 1] }, { min: -1, max: 1 });
  assert.deepEqual(pixel(raster, 0), [...colourAt(0), 255]);
  assert.deepEqual(pixel(raster, 1), [0, 0, 0, 0]);
  assert.deepEqual(pixel(raster, 2), [...colourAt(1), 255]);
});

Deno.test("rasterOf() gives one colour where all values are the same", () => {
  const raster = rasterOf({ rows: 1, columns: 1, values: [5] }, { min: 5, max: 5 });
  assert.deepEqual(pixel(raster, 0), [...colourAt(0.5), 255]);
});

Deno.test("rasterOf() draws evenly spaced rows of a matrix that is too large", () => {
  const rows = 2 * MAX_PIXELS;
  const values = Float64Array.from({ length: rows }, (_, row) => row);
  const raster = rasterOf({ rows, columns: 1, values }, { min: 0, max: rows - 1 });
  assert.deepEqual([raster.width, raster.height], [1, MAX_PIXELS]);
  const expected = colourAt((2 * 100) / (rows - 1));
  assert.deepEqual(pixel(raster, 100), [...expected, 255]);
});

Deno.test("colourAt() stays within the map, and is viridis at its ends", () => {
  assert.deepEqual(colourAt(-1), [0x44, 0x01, 0x54]);
  assert.deepEqual(colourAt(2), [0xfd, 0xe7, 0x25]);
});
