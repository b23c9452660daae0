/** Arrays as JSON lists. @module */

import { FloatListWriter } from "../payload/float_lists.ts";
import type { SegmentWriter } from "../payload/segments.ts";
import { dtypeInfo } from "./dtype.ts";
import type { NDArray } from "./ndarray.ts";
import { toNested } from "./nested.ts";
import { complexText, pythonFloat } from "./python_number.ts";

/** Arrays with at least so many elements are written without strings. */
const LONG = 4_096;
/** Shorter rows are written faster by the engine. */
const LONG_ROW = 64;

/** Writes {@linkcode jsonElements} of an array. */
export function writeElements(array: NDArray, out: SegmentWriter): void {
  const { data, shape } = array;
  const isFloat = data instanceof Float64Array || data instanceof Float32Array;
  const isComplex = dtypeInfo(array.dtype).kind === "complex";
  if (!isFloat || isComplex || array.size < LONG || (shape.at(-1) ?? 0) < LONG_ROW) {
    return out.text(jsonElements(array));
  }
  const writer = new FloatListWriter(hasIntegral(array) ? "python" : "javascript");
  writeRows(data, shape, writer);
  for (const piece of writer.pieces()) out.utf8(piece);
}

function writeRows(
  data: Float32Array | Float64Array,
  [length = 0, ...rest]: readonly number[],
  writer: FloatListWriter,
): void {
  writer.mark("[");
  const size = data.length / length;
  if (rest.length === 0) writer.numbers(data);
  else {
    for (let row = 0; row < length; row++) {
      if (row > 0) writer.mark(",");
      writeRows(data.subarray(row * size, (row + 1) * size), rest, writer);
    }
  }
  writer.mark("]");
}

/**
 * Nested lists of an array's elements, or one element, as JSON text: floats keep a decimal point,
 * NaN and infinities are `null`, 64-bit integers are exact, complex numbers are texts.
 */
export function jsonElements(array: NDArray): string {
  const { kind } = dtypeInfo(array.dtype);
  if (kind === "float" && !hasIntegral(array)) {
    // JSON.stringify writes NaN and infinities as null by itself
    return JSON.stringify(array.toNested());
  }
  if ((kind === "int" || kind === "uint") && !array.dtype.endsWith("64")) {
    return JSON.stringify(array.toNested());
  }
  if (array.shape.length === 1) return `[${texts(array).join(",")}]`;
  return nestedText(toNested(array.shape, texts(array)));
}

function hasIntegral(array: NDArray): boolean {
  const data = array.data as { readonly [index: number]: number; readonly length: number };
  for (let k = 0; k < data.length; k++) {
    const value = data[k] ?? 0;
    if (Number.isInteger(value)) return true;
  }
  return false;
}

function texts(array: NDArray): string[] {
  const { kind } = dtypeInfo(array.dtype);
  const { data } = array;
  const all: string[] = new Array(array.size);
  for (let k = 0; k < all.length; k++) {
    if (kind === "complex") {
      all[k] = `"${complexText(Number(data[2 * k]), Number(data[2 * k + 1]))}"`;
    } else if (kind === "bool") all[k] = data[k] === 0 ? "false" : "true";
    else if (kind === "float") all[k] = floatText(Number(data[k]));
    else all[k] = String(data[k]);
  }
  return all;
}

/** A float as JSON: with a decimal point or exponent; `null` when JSON cannot hold it. */
export function floatText(value: number): string {
  return Number.isFinite(value) ? pythonFloat(value) : "null";
}

function nestedText(nested: unknown): string {
  return Array.isArray(nested) ? `[${nested.map(nestedText).join(",")}]` : String(nested);
}
