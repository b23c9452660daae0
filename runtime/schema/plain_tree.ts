/** Trees without the parser's own classes. @module */

import { JsonFloat } from "../payload/json_float.ts";
import { LongText } from "../payload/long_text.ts";
import { isPlainObject } from "./python_words.ts";

/** The exact parser goes no deeper; a value of a module that contains itself does. */
const MAX_DEPTH = 2_000;

/**
 * The tree with plain numbers and strings in place of `JsonFloat` and `LongText`, for fields of any
 * type and for the author's own functions. What holds neither comes back as it is, not copied.
 */
export function plainTree(raw: unknown, depth = 0): unknown {
  if (typeof raw !== "object" || raw === null || depth > MAX_DEPTH) return raw;
  if (raw instanceof JsonFloat) return raw.value;
  if (raw instanceof LongText) return raw.toString();
  if (Array.isArray(raw)) return plainList(raw, depth + 1);
  return isPlainObject(raw) ? plainMembers(raw, depth + 1) : raw;
}

function plainList(raw: readonly unknown[], depth: number): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let at = 0; at < raw.length; at++) {
    const item = raw[at];
    if (typeof item !== "object") continue;
    const plain = plainTree(item, depth);
    if (plain === item) continue;
    copy ??= [...raw];
    copy[at] = plain;
  }
  return copy ?? raw;
}

function plainMembers(raw: Record<string, unknown>, depth: number): Record<string, unknown> {
  const changed: [string, unknown][] = [];
  for (const key of Object.keys(raw)) {
    const plain = plainTree(raw[key], depth);
    if (plain !== raw[key]) changed.push([key, plain]);
  }
  if (changed.length === 0) return raw;
  return Object.fromEntries([...Object.entries(raw), ...changed]);
}
