/** The offending value as an error shows it. @module */

import { NDArray } from "../arrays/ndarray.ts";
import { JsonFloat } from "../payload/json_float.ts";
import { LongText } from "../payload/long_text.ts";
import { isPlainObject } from "./python_words.ts";

/** Of a longer text, its beginning is enough to recognise it. */
const MAX_LONG_TEXT_BYTES = 1024 * 1024;
const HEAD_CHARACTERS = 200;
const MAX_DEPTH = 200;

/**
 * The value in a form that `JSON.stringify` takes, big integers and NaN being up to who writes it.
 * Texts beyond 1 MiB are cut short; upstream sends gigabytes back.
 */
export function echo(value: unknown): unknown {
  return echoAt(value, 0);
}

function echoAt(value: unknown, depth: number): unknown {
  if (value === undefined || typeof value === "function" || typeof value === "symbol") return null;
  if (typeof value !== "object" || value === null) return value;
  if (depth > MAX_DEPTH) return null;
  if (value instanceof JsonFloat) return value.value;
  if (value instanceof LongText) return textOf(value);
  if (value instanceof NDArray) return { shape: [...value.shape], dtype: value.dtype };
  if (ArrayBuffer.isView(value)) return { byteLength: value.byteLength };
  if (value instanceof Map) return echoAt(Object.fromEntries(value), depth);
  if (value instanceof Set) return echoAt([...value], depth);
  if (Array.isArray(value)) return echoList(value, depth);
  if (!isPlainObject(value)) return value;
  let isChanged = false;
  const members = Object.entries(value).map(([key, item]) => {
    const shown = echoAt(item, depth + 1);
    isChanged ||= shown !== item;
    return [key, shown];
  });
  return isChanged ? Object.fromEntries(members) : value;
}

function echoList(list: readonly unknown[], depth: number): readonly unknown[] {
  const isFlat = list.every((item) => typeof item !== "object" && item !== undefined);
  return isFlat ? list : list.map((item) => echoAt(item, depth + 1));
}

function textOf(text: LongText): string {
  if (text.byteLength <= MAX_LONG_TEXT_BYTES) return text.toString();
  const [first = new Uint8Array()] = text.chunks;
  const head = new TextDecoder().decode(first.subarray(0, HEAD_CHARACTERS));
  return `${head}... (${text.byteLength} bytes)`;
}
