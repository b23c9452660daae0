/** Turns a matrix into pixels. @module */

import { colourAt } from "./colour_map.ts";

/** More rows or columns than this are not drawn one by one. */
export const MAX_PIXELS = 1_024;

/** A matrix in C order. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: ArrayLike<number>;
}

/** Pixels in red, green, blue, opacity. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

/** Colours every value between two limits; what is not finite stays transparent. */
export function rasterOf(matrix: Matrix, limits: { min: number; max: number }): Raster {
  const width = Math.min(matrix.columns, MAX_PIXELS);
  const height = Math.min(matrix.rows, MAX_PIXELS);
  const pixels = new Uint8ClampedArray(width * height * 4);
  const span = limits.max - limits.min;
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * matrix.rows) / height);
    for (let x = 0; x < width; x++) {
      const column = Math.floor((x * matrix.columns) / width);
      const value = matrix.values[row * matrix.columns + column] ?? NaN;
      if (!Number.isFinite(value)) continue;
      const place = span === 0 ? 0.5 : (value - limits.min) / span;
      pixels.set([...colourAt(place), 255], (y * width + x) * 4);
    }
  }
  return { width, height, pixels };
}
