/** Writes checked values as JSON, in the order and with the number forms of their schema. @module */

import type { z } from "zod";
import { encodeArray, type EncodeContext } from "../arrays/encode.ts";
import { floatText } from "../arrays/json_text.ts";
import { NDArray } from "../arrays/ndarray.ts";
import type { ArraySpec } from "../arrays/spec.ts";
import type { SegmentWriter } from "../payload/segments.ts";
import { arrayDefOf, boxed } from "./array_schema.ts";
import { isIntegerNode } from "./strict.ts";

/** Writes one value. */
export type Writer = (value: unknown, out: SegmentWriter, enc: EncodeContext) => void;

/**
 * Makes the writer of a schema. It writes what upstream writes: `2.0` for a float field, `2` for an
 * integer, null for NaN, fields that are not set left out, keys in the order of the schema.
 */
export function writerOf(schema: z.core.$ZodType): Writer {
  const array = arrayDefOf(schema);
  if (array?.isScalar === true) return scalarWriter(array.tessera);
  if (array !== undefined) return (value, out, enc) => encodeArray(value as NDArray, out, enc);
  const kind = schema as z.core.$ZodTypes;
  const def = kind._zod.def;
  switch (def.type) {
    case "number":
      return isIntegerNode(kind) ? writeInteger : writeFloat;
    case "object":
      return objectWriter(def);
    case "array":
      return listWriter(() => def.element);
    case "tuple":
      return listWriter((k) => def.items[k] ?? def.rest ?? def.items[0] ?? schema);
    case "record":
      return dictWriter(writerOf(def.valueType));
    case "union":
      return unionWriter(def.options);
    case "pipe":
      return writeAnything;
    case "lazy":
      return writerOf(def.getter());
    case "optional":
    case "nullable":
    case "nonoptional":
    case "readonly":
    case "catch":
    case "default":
    case "prefault":
      return nullableWriter(writerOf(def.innerType));
    default:
      return writeAnything;
  }
}

/** Writes any value as plain JSON; arrays inside are encoded. */
export function writeAnything(value: unknown, out: SegmentWriter, enc: EncodeContext): void {
  if (value instanceof NDArray) return encodeArray(value, out, enc);
  if (value === null || value === undefined) return out.text("null");
  if (typeof value === "bigint") return out.text(value.toString());
  if (typeof value !== "object") return out.text(JSON.stringify(value) ?? "null");
  if (Array.isArray(value)) return writeList(value, out, enc, () => writeAnything);
  if (value instanceof Date) return out.text(JSON.stringify(value));
  writeDict(Object.entries(value), out, enc, () => writeAnything);
}

function writeFloat(value: unknown, out: SegmentWriter): void {
  out.text(floatText(Number(value)));
}

function writeInteger(value: unknown, out: SegmentWriter): void {
  out.text(String(value));
}

function scalarWriter(spec: ArraySpec): Writer {
  return (value, out, enc) => {
    const inner = boxed(value, spec);
    const array = inner instanceof NDArray && inner.dtype === spec.dtype
      ? inner
      : NDArray.fromNested(spec.dtype ?? "float64", value as number);
    encodeArray(array, out, enc);
  };
}

function objectWriter(def: z.core.$ZodObjectDef): Writer {
  const writers = new Map(Object.entries(def.shape).map(([key, field]) => [key, writerOf(field)]));
  const keys = [...writers.keys()];
  return (value, out, enc) => {
    const record = value as { readonly [key: string]: unknown };
    const own = Object.keys(record).filter((key) => !writers.has(key));
    const present = [...keys.filter((key) => record[key] !== undefined), ...own];
    const entries = present.map((key): [string, unknown] => [key, record[key]]);
    writeDict(entries, out, enc, (key) => writers.get(key) ?? writeAnything);
  };
}

function dictWriter(write: Writer): Writer {
  return (value, out, enc) => writeDict(Object.entries(value as object), out, enc, () => write);
}

function listWriter(schemaOf: (k: number) => z.core.$ZodType): Writer {
  const writers = new Map<z.core.$ZodType, Writer>();
  const writerAt = (k: number): Writer => {
    const schema = schemaOf(k);
    const known = writers.get(schema) ?? writerOf(schema);
    writers.set(schema, known);
    return known;
  };
  return (value, out, enc) => writeList(value as unknown[], out, enc, writerAt);
}

function nullableWriter(write: Writer): Writer {
  return (value, out, enc) => {
    if (value === null || value === undefined) out.text("null");
    else write(value, out, enc);
  };
}

/** The first alternative that the value meets decides how it is written. */
function unionWriter(options: readonly z.core.$ZodType[]): Writer {
  const alternatives = options.map((option) => ({ option, write: writerOf(option) }));
  return (value, out, enc) => {
    const found = alternatives.find(({ option }) => meets(value, option));
    (found?.write ?? writeAnything)(value, out, enc);
  };
}

function meets(value: unknown, option: z.core.$ZodType): boolean {
  const array = arrayDefOf(option);
  if (array !== undefined && !array.isScalar) return value instanceof NDArray;
  if (value instanceof NDArray) return false;
  return (option as z.ZodType).safeParse(value).success;
}

function writeList(
  items: readonly unknown[],
  out: SegmentWriter,
  enc: EncodeContext,
  writerAt: (k: number) => Writer,
): void {
  out.text("[");
  for (const [k, item] of items.entries()) {
    if (k > 0) out.text(",");
    writerAt(k)(item, out, enc);
  }
  out.text("]");
}

function writeDict(
  entries: readonly [string, unknown][],
  out: SegmentWriter,
  enc: EncodeContext,
  writerFor: (key: string) => Writer,
): void {
  out.text("{");
  for (const [k, [key, value]] of entries.entries()) {
    out.text(`${k > 0 ? "," : ""}${JSON.stringify(key)}:`);
    writerFor(key)(value, out, enc);
  }
  out.text("}");
}
