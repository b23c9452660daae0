/** Parameters as JSON, whatever their authors give. @module */

import { NDArray } from "../arrays/ndarray.ts";

/** An array with more elements is shown by its dtype and shape. */
const MAX_ARRAY_ELEMENTS = 1000;

/**
 * A value as indented JSON. What JSON does not know is written as a text (functions, NaN, big
 * integers), a list (sets, arrays) or an object (maps).
 *
 * @throws {TypeError} For a value that contains itself.
 */
export function parameterText(value: unknown): string {
  return JSON.stringify(value, (_key, item) => plain(item), 2) ?? "null";
}

function plain(item: unknown): unknown {
  switch (typeof item) {
    case "number":
      return Number.isFinite(item) ? item : String(item);
    case "bigint":
    case "function":
    case "symbol":
      return String(item);
    case "object":
      return item === null ? null : plainObject(item);
    default:
      return item;
  }
}

function plainObject(item: object): unknown {
  if (item instanceof NDArray) {
    const isLong = item.size > MAX_ARRAY_ELEMENTS;
    return isLong
      ? `array of ${item.dtype} with shape [${item.shape.join(", ")}]`
      : item.toNested();
  }
  if (item instanceof Map) return Object.fromEntries(item);
  if (item instanceof Set) return [...item];
  if (item instanceof Error) return String(item);
  if (ArrayBuffer.isView(item) && Symbol.iterator in item) {
    return Array.from(item as unknown as Iterable<unknown>);
  }
  return item;
}
