/** Values of calls as a person reads them in a trace: indented, and cut where they are long. @module */

import { NDArray } from "../arrays/ndarray.ts";
import { dtypeInfo } from "../arrays/dtype.ts";

/** Numbers of an array, and items of a list, that are shown. */
const MAX_ITEMS = 10;
/** Fields of an object that are shown. */
const MAX_FIELDS = 50;
/** Characters of a text that are shown. */
const MAX_TEXT_CHARS = 200;
/** Levels of nesting that are shown. */
const MAX_DEPTH = 8;

/**
 * Shows a value in the manner of JSON. Arrays are `Array(shape=[…], dtype=…, data=[…])` with the first few of
 * their numbers; long lists, texts and objects end in what was left out.
 *
 * @returns Lines joined by line ends, without a last one.
 */
export function shorten(value: unknown): string {
  return show(value, 0);
}

function show(value: unknown, depth: number): string {
  if (typeof value === "string") return showText(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof NDArray) return showArray(value);
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}(${value.byteLength} bytes)`;
  if (depth >= MAX_DEPTH) return Array.isArray(value) ? "[…]" : "{…}";
  if (Array.isArray(value)) return showList(value, depth);
  if (value instanceof Set) return showList([...value], depth);
  return showFields(value instanceof Map ? [...value] : Object.entries(value), depth);
}

function showText(text: string): string {
  if (text.length <= MAX_TEXT_CHARS) return JSON.stringify(text);
  const rest = text.length - MAX_TEXT_CHARS;
  return `${JSON.stringify(text.slice(0, MAX_TEXT_CHARS))}… (${rest} more characters)`;
}

function showArray({ dtype, shape, data }: NDArray): string {
  const { lanes } = dtypeInfo(dtype);
  const shown = Array.from(data.subarray(0, MAX_ITEMS * lanes), String);
  const elements = lanes === 1
    ? shown
    : Array.from({ length: shown.length / lanes }, (_, k) =>
      complexText(shown[2 * k], shown[2 * k + 1]));
  if (data.length > MAX_ITEMS * lanes) elements.push("...");
  return `Array(shape=[${shape.join(", ")}], dtype=${dtype}, data=[${elements.join(", ")}])`;
}

function showList(list: readonly unknown[], depth: number): string {
  // an item may have to be read from a file, so those that are left out are not touched
  const items = list.slice(0, MAX_ITEMS).map((item) => show(item, depth + 1));
  if (list.length > MAX_ITEMS) items.push(`… (${list.length - MAX_ITEMS} more)`);
  return enclosed("[", items, "]", depth);
}

function showFields(entries: readonly [unknown, unknown][], depth: number): string {
  const fields = entries.slice(0, MAX_FIELDS)
    .map(([key, value]) => `${JSON.stringify(String(key))}: ${show(value, depth + 1)}`);
  if (entries.length > MAX_FIELDS) fields.push(`… (${entries.length - MAX_FIELDS} more)`);
  return enclosed("{", fields, "}", depth);
}

function enclosed(open: string, items: readonly string[], close: string, depth: number): string {
  if (items.length === 0) return open + close;
  const indent = "  ".repeat(depth + 1);
  const lines = items.map((item, k) => `${indent}${item}${k < items.length - 1 ? "," : ""}`);
  return [open, ...lines, "  ".repeat(depth) + close].join("\n");
}

function complexText(real = "", imaginary = ""): string {
  return `${real}${imaginary.startsWith("-") ? "" : "+"}${imaginary}j`;
}
