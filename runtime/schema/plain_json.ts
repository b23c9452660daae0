/** Writes values that no schema describes. @module */

import { TesseraError } from "../../lib/core/errors.ts";
import { encodeArray, type EncodeContext } from "../arrays/encode.ts";
import { NDArray } from "../arrays/ndarray.ts";
import { dtypeOfData, type TypedData } from "../arrays/typed_data.ts";
import { JsonFloat } from "../payload/json_float.ts";
import { LongText } from "../payload/long_text.ts";
import type { SegmentWriter } from "../payload/segments.ts";

/** Far below what the stack holds, far above what JSON of people and programs has. */
const MAX_DEPTH = 500;

/**
 * Writes any value as JSON; arrays inside are encoded, NaN and infinities are null, what is undefined
 * is left out of objects.
 *
 * @throws {TesseraError} `failed` for a value that contains itself.
 */
export function writePlain(value: unknown, out: SegmentWriter, enc: EncodeContext): void {
  writeAt(value, { out, enc, depth: 0 });
}

interface Writing {
  readonly out: SegmentWriter;
  readonly enc: EncodeContext;
  readonly depth: number;
}

function writeAt(value: unknown, at: Writing): void {
  const { out } = at;
  switch (typeof value) {
    case "string":
      return out.text(JSON.stringify(value));
    case "number":
      return out.text(Number.isFinite(value) ? String(value) : "null");
    case "boolean":
    case "bigint":
      return out.text(String(value));
    case "object":
      return value === null ? out.text("null") : writeObject(value, at);
    default:
      return out.text("null");
  }
}

function writeObject(value: object, at: Writing): void {
  const { out, enc, depth } = at;
  if (value instanceof NDArray) return encodeArray(value, out, enc);
  if (depth > MAX_DEPTH) {
    throw new TesseraError("failed", "Cannot write a result: found a value that contains itself");
  }
  const inner = { out, enc, depth: depth + 1 };
  if (Array.isArray(value)) return writeList(value, inner);
  if (value instanceof JsonFloat) return writeAt(value.value, at);
  if (value instanceof LongText) return out.text(JSON.stringify(value.toString()));
  if (ArrayBuffer.isView(value)) return writeView(value, inner);
  if (value instanceof Map) return writeMembers([...value], inner);
  if (value instanceof Set) return writeList([...value], inner);
  if ("toJSON" in value && typeof value.toJSON === "function") {
    return writeAt(value.toJSON(), inner);
  }
  writeMembers(Object.entries(value), inner);
}

function writeView(view: ArrayBufferView, { out, enc }: Writing): void {
  const dtype = dtypeOfData(view);
  if (dtype === undefined) return out.text("null");
  const data = view as TypedData;
  encodeArray(new NDArray(dtype, [data.length], data), out, enc);
}

function writeList(items: readonly unknown[], at: Writing): void {
  at.out.text("[");
  for (let k = 0; k < items.length; k++) {
    if (k > 0) at.out.text(",");
    writeAt(items[k], at);
  }
  at.out.text("]");
}

function writeMembers(entries: readonly (readonly [unknown, unknown])[], at: Writing): void {
  let separator = "{";
  for (const [key, value] of entries) {
    if (value === undefined || typeof value === "function") continue;
    at.out.text(`${separator}${JSON.stringify(String(key))}:`);
    writeAt(value, at);
    separator = ",";
  }
  at.out.text(separator === "{" ? "{}" : "}");
}
