/** Schemas of arrays whose shape and values fit together. @module */

import { isObject, type Json, type JsonObject, listOf, objectAt } from "./json_document.ts";

/** What stands for the schema of an array in a document. */
export type ArrayForm = (array: JsonObject) => JsonObject;

/** Length of an axis that may have any. */
export const FREE_AXIS = 2;

/** An array with its values. */
export function arrayWithValues(array: JsonObject): JsonObject {
  return arrayOf(lengthsOf(array), dtypesOf(array));
}

/** The shape and dtype of an array, without its values. */
export function arrayWithoutValues(array: JsonObject): JsonObject {
  return closed({ shape: { const: lengthsOf(array) }, dtype: { enum: dtypesOf(array).castable } });
}

function lengthsOf(array: JsonObject): number[] {
  const { prefixItems, maxItems } = objectAt(array, "properties", "shape");
  if (prefixItems === undefined) return maxItems === 0 ? [] : [FREE_AXIS];
  return listOf(prefixItems).map((axis) => {
    if (!isObject(axis)) throw new Error(`Cannot read the axis ${JSON.stringify(axis)}`);
    // {"enum": [1, 3]}: 1 stands for an axis that is stretched
    return axis.enum === undefined
      ? Number(axis.const ?? FREE_AXIS)
      : Number(listOf(axis.enum).at(-1));
  });
}

/** What an array may be sent as, and what becomes of it. */
export interface Dtypes {
  readonly declared: string;
  readonly castable: readonly Json[];
}

function dtypesOf(array: JsonObject): Dtypes {
  const { enum: castable = [], examples = [] } = objectAt(array, "properties", "dtype");
  return { declared: String(listOf(examples)[0]), castable: listOf(castable) };
}

/** The largest finite values, rounded down. */
const LARGEST: Readonly<Record<string, number>> = { float16: 65_504, float32: 3.4e38 };
const FLOATS = ["float16", "float32", "float64"];
const INTEGERS = ["int8", "int32", "uint64"];

/** An array with axes of these lengths. Floats are such that the declared dtype holds them, too. */
export function arrayOf(lengths: readonly number[], dtypes: Dtypes): JsonObject {
  const largest = (dtype: string) => LARGEST[dtype] ?? Number.MAX_VALUE;
  const forms = [...FLOATS, ...INTEGERS].filter((dtype) => dtypes.castable.includes(dtype));
  return {
    anyOf: forms.map((dtype) => {
      const limit = Math.min(largest(dtype), largest(dtypes.declared));
      const value = FLOATS.includes(dtype)
        ? { type: "number", minimum: -limit, maximum: limit }
        // so that they are indices wherever an axis may have any length
        : { type: "integer", minimum: 0, maximum: FREE_AXIS - 1 };
      return closed({
        object_type: { const: "array" },
        shape: { const: lengths },
        dtype: { const: dtype },
        data: closed({ encoding: { const: "json" }, buffer: nested(lengths, value) }),
      });
    }),
  };
}

function nested(lengths: readonly number[], value: JsonObject): JsonObject {
  return lengths.reduceRight<JsonObject>(
    (items, length) => ({ type: "array", items, minItems: length, maxItems: length }),
    value,
  );
}

/** An object with exactly these keys. */
export function closed(properties: JsonObject): JsonObject {
  return {
    type: "object",
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}
