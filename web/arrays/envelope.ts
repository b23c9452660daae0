/** Arrays inside JSON: the envelopes and nested lists that servers accept and send. @module */

import { dtypeInfo, isDType } from "../../runtime/arrays/dtype.ts";
import { ArrayValue, laneReader } from "./array_value.ts";
import { fromBase64, toBase64 } from "./base64.ts";
import { elementWriter, nestedText } from "./element_text.ts";
import { arrayOfNumbers, type ArrayType, carrierOf } from "./from_numbers.ts";
import { readNumberTable } from "./nested_text.ts";

/** Longer arrays go out as base64; the server reads those faster, and people do not read them at all. */
export const MAX_LISTED_ELEMENTS = 1_000;

/** JSON text of an array for a request, in the plainest form that means the same. */
export function requestText(array: ArrayValue, declared: ArrayType): string {
  if (!isListable(array)) return envelopeText(array, base64Data(array));
  const isPlain = array.size > 0 && array.dtype !== "complex128" &&
    array.dtype === carrierOf(declared.dtype);
  const lists = nestedText(array).replaceAll(/\n\s*/g, " ");
  return isPlain
    ? lists
    : envelopeText(array, `{"buffer": ${jsonLists(array)}, "encoding": "json"}`);
}

/** Whether an array is short, and all of it can be written as JSON. */
export function isListable(array: ArrayValue): boolean {
  if (array.size > MAX_LISTED_ELEMENTS) return false;
  const { kind, lanes } = dtypeInfo(array.dtype);
  if (kind !== "float" && kind !== "complex") return true;
  const read = laneReader(array);
  return Array.from({ length: array.size * lanes }, (_, index) => Number(read(index)))
    .every(Number.isFinite);
}

/** The array as nested lists in strict JSON: complex elements quoted, no number null. */
export function jsonLists(array: ArrayValue): string {
  const { kind } = dtypeInfo(array.dtype);
  const element = elementWriter(array);
  const strict = (text: string) => /^(NaN|-?Infinity)$/.test(text) ? "null" : text;
  return nestedText(
    array,
    kind === "complex" ? (index) => `"${element(index)}"` : (index) => strict(element(index)),
  );
}

/** Reads an envelope with its data as base64 or JSON; undefined when it is none. */
export function readEnvelope(json: unknown): ArrayValue | undefined {
  if (!isObject(json) || !isObject(json.data) || !isDType(json.dtype)) return undefined;
  const { dtype, shape, data } = json;
  if (!isShape(shape)) return undefined;
  if (data.encoding === "base64" && typeof data.buffer === "string") {
    // a compressed buffer is left as it came: this page does not ask for any
    if (data.compression !== undefined && data.compression !== null) return undefined;
    return new ArrayValue(dtype, shape, fromBase64(data.buffer));
  }
  if (data.encoding !== "json") return undefined;
  const tokens = [data.buffer].flat(Infinity).map((item) => item === null ? "nan" : String(item));
  const flat = arrayOfNumbers({ shape: [tokens.length], tokens }, { dtype });
  return new ArrayValue(flat.dtype, shape, flat.bytes);
}

/** Reads what JSON may hold where an array is expected: an envelope, a number, nested lists. */
export function readJsonArray(json: unknown, declared: ArrayType): ArrayValue | undefined {
  const enveloped = readEnvelope(json);
  if (enveloped !== undefined) return enveloped;
  if (typeof json !== "number" && typeof json !== "boolean" && !Array.isArray(json)) {
    return undefined;
  }
  try {
    return arrayOfNumbers(readNumberTable(JSON.stringify(json)), declared);
  } catch {
    return undefined; // ragged, or no numbers: the caller shows the JSON itself
  }
}

function base64Data({ bytes }: ArrayValue): string {
  return `{"buffer": "${toBase64(bytes)}", "encoding": "base64"}`;
}

function envelopeText({ dtype, shape }: ArrayValue, data: string): string {
  return `{"object_type": "array", "shape": [${shape.join(", ")}], "dtype": "${dtype}", ` +
    `"data": ${data}}`;
}

function isObject(json: unknown): json is Record<string, unknown> {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

function isShape(shape: unknown): shape is number[] {
  return Array.isArray(shape) && shape.every((length) => Number.isInteger(length) && length >= 0);
}
