/** Which member of a union a checked value came from. @module */

import type { z } from "zod";
import { NDArray } from "../arrays/ndarray.ts";
import { arraySpecOf } from "./array_schema.ts";
import { lazyElementOf } from "./lazy_sequence.ts";
import { isMembers } from "./model.ts";
import { pathSideOf } from "./path_schema.ts";
import { isIntegerSchema } from "./primitives.ts";

/**
 * Whether a value looks like one of a schema, by its outer form and that of its parts. It is only
 * asked about values that met one member of the union, so constraints do not matter.
 */
export function fits(
  value: unknown,
  schema: z.core.$ZodType,
  { isAbstract }: { isAbstract: boolean },
): boolean {
  const spec = arraySpecOf(schema);
  if (spec !== undefined) {
    if (isAbstract) return isMembers(value) && "shape" in value && "dtype" in value;
    return spec.shape.length === 0 ? isScalar(value) : value instanceof NDArray;
  }
  // what lies in files is not read for this
  if (lazyElementOf(schema) !== undefined) return Array.isArray(value);
  if (pathSideOf(schema) !== undefined) return typeof value === "string";
  const inner = (child: z.core.$ZodType, item: unknown) => fits(item, child, { isAbstract });
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "number":
      return typeof value === "number" && (!isIntegerSchema(schema) || Number.isInteger(value));
    case "bigint":
      return typeof value === "bigint";
    case "string":
      return typeof value === "string";
    case "boolean":
      return typeof value === "boolean";
    case "null":
      return value === null;
    case "literal":
    case "enum":
      return schema._zod.values?.has(value as string) ?? false;
    case "date":
      return value instanceof Date;
    case "array":
      return Array.isArray(value) && value.every((item) => inner(def.element, item));
    case "tuple":
      return Array.isArray(value) && value.length >= def.items.length &&
        def.items.every((item, at) => inner(item, value[at]));
    case "set":
      return value instanceof Set;
    case "map":
      return value instanceof Map;
    case "record":
      return isMembers(value) && Object.values(value).every((item) => inner(def.valueType, item));
    case "object":
      return isMembers(value) && fitsObject(value, def, inner);
    case "union":
      return def.options.some((option) => inner(option, value));
    case "intersection":
      return isMembers(value);
    case "nullable":
      return value === null || inner(def.innerType, value);
    case "optional":
      return value === undefined || inner(def.innerType, value);
    case "pipe":
      return inner(def.out, value);
    case "lazy":
      return inner(def.getter(), value);
    default:
      return "innerType" in def ? inner(def.innerType, value) : true;
  }
}

function fitsObject(
  value: Readonly<Record<string, unknown>>,
  def: z.core.$ZodObjectDef,
  inner: (child: z.core.$ZodType, item: unknown) => boolean,
): boolean {
  const isClosed = def.catchall === undefined || def.catchall._zod.def.type === "never";
  if (isClosed && Object.keys(value).some((key) => !Object.hasOwn(def.shape, key))) return false;
  return Object.entries(def.shape).every(([key, field]) => {
    const item = value[key];
    return item === undefined ? field._zod.optin !== undefined : inner(field, item);
  });
}

function isScalar(value: unknown): boolean {
  return typeof value === "number" || typeof value === "bigint" || typeof value === "boolean" ||
    (typeof value === "object" && value !== null && "re" in value && "im" in value);
}
