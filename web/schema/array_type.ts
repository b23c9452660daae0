/** Finds array fields by their schema: an envelope of shape, dtype and data (tesseract-core 1.15). @module */

import { type DType, dtypeInfo, isDType } from "../../runtime/arrays/dtype.ts";
import type { ArrayType } from "../arrays/from_numbers.ts";
import { isObject, type Schema, subschema, subschemas } from "./json_schema.ts";

/** What an array field declares, or undefined when the schema is none of an array. */
export function arrayTypeOf(schema: Schema): ArrayType | undefined {
  if (schema.type !== "object" || !isObject(schema.properties)) return undefined;
  const { object_type: mark, shape, dtype, data } = schema.properties;
  if (
    subschema(mark).const !== "array" || !isObject(shape) || !isObject(dtype) || !isObject(data)
  ) {
    return undefined;
  }
  const declaredDType = dtypeOf(dtype);
  const declaredShape = shapeOf(shape);
  return {
    ...(declaredDType === undefined ? {} : { dtype: declaredDType }),
    ...(declaredShape === undefined ? {} : { shape: declaredShape }),
  };
}

/** "float64 [n, 3]", "float32", "any dtype, any shape". */
export function arrayTypeText({ dtype, shape }: ArrayType): string {
  const kind = dtype ?? "any dtype";
  if (shape === undefined) return `${kind}, any shape`;
  if (shape.length === 0) return kind;
  const names = shape.filter((length) => length === null).length > 1 ? ["n", "m", "k", "l"] : ["n"];
  let free = 0;
  return `${kind} [${shape.map((length) => length ?? names[free++] ?? "…").join(", ")}]`;
}

/**
 * The schema lists every dtype that can be cast to the declared one, and gives that one as example. A list
 * of all of them belongs to complex dtypes, which anything can be cast to, or to no declaration.
 */
function dtypeOf(schema: Schema): DType | undefined {
  const [example] = Array.isArray(schema.examples) ? schema.examples : [];
  const castable = Array.isArray(schema.enum) ? schema.enum : [];
  if (!isDType(example)) return undefined;
  const isAny = castable.includes("complex64") && dtypeInfo(example).kind !== "complex";
  return isAny ? undefined : example;
}

function shapeOf(schema: Schema): (number | null)[] | undefined {
  if (Array.isArray(schema.prefixItems)) return subschemas(schema.prefixItems).map(lengthOf);
  return schema.maxItems === 0 ? [] : undefined;
}

/** A fixed length N is written as 1 or N, because arrays are broadcast. */
function lengthOf(schema: Schema): number | null {
  if (typeof schema.const === "number") return schema.const;
  const lengths = Array.isArray(schema.enum) ? schema.enum.filter(Number.isInteger) : [];
  return lengths.length === 0 ? null : Math.max(...lengths);
}
