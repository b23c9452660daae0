/** The offending value as an error shows it. @module */

import { NDArray } from "../arrays/ndarray.ts";
import { JsonFloat } from "../payload/json_float.ts";
import { LongText } from "../payload/long_text.ts";

/** Of a longer text, the beginning is enough to recognise it. */
const MAX_TEXT = 1_000;
const MAX_ITEMS = 1_000;
const MAX_DEPTH = 64;

/**
 * A copy of a value that can always be written as JSON and is never huge: long texts and lists are cut
 * (upstream sends a gigabyte back), the parser's own classes become plain values.
 */
export function echo(value: unknown, depth = 0): unknown {
  if (value === undefined) return null;
  if (typeof value === "string") return cut(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof JsonFloat) return value.value;
  if (value instanceof LongText) return `(text of ${value.byteLength} bytes)`;
  if (value instanceof NDArray) return `Array(shape=[${value.shape}], dtype=${value.dtype})`;
  if (ArrayBuffer.isView(value)) return `(${value.byteLength} bytes)`;
  if (depth >= MAX_DEPTH) return "…";
  if (Array.isArray(value)) {
    const items = value.slice(0, MAX_ITEMS).map((item) => echo(item, depth + 1));
    return value.length > MAX_ITEMS ? [...items, `… (${value.length} items)`] : items;
  }
  const entries = Object.entries(value).slice(0, MAX_ITEMS);
  return Object.fromEntries(entries.map(([key, item]) => [key, echo(item, depth + 1)]));
}

function cut(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}… (${text.length} characters)`;
}
