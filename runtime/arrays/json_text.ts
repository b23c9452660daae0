/** Arrays as JSON lists. @module */

import { dtypeInfo } from "./dtype.ts";
import type { NDArray } from "./ndarray.ts";
import { toNested } from "./nested.ts";
import { complexText, pythonFloat } from "./python_number.ts";

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
