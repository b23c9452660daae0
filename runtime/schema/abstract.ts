/** The variant of a schema in which `{shape, dtype}` stands for every array. @module */

import type { z } from "zod";
import { decodeArrayField, isArrayFault } from "../arrays/decode.ts";
import { arraySpecOf } from "./array_schema.ts";
import { Labels } from "./labels.ts";
import { lazyElementOf } from "./lazy_sequence.ts";
import type { Naming } from "./naming.ts";
import { IN_MEMORY } from "./parse_context.ts";
import { rewrite } from "./rewrite.ts";
import { shapeDtype } from "./shape_dtype.ts";

/**
 * The schema that `abstract_eval` is asked and answers with. Everything but arrays keeps its type, its
 * checks and its refinements, which therefore see `{shape, dtype}` where they else see arrays.
 */
export function abstract(schema: z.core.$ZodType, naming: Naming): z.core.$ZodType {
  return rewrite(schema, {
    array: (field, spec) => shapeDtype(spec, field._zod.def.checks),
    defaultValue: abstractValue,
    modelName: naming.name,
    labels: new Labels(naming.nameOf, { isAbstract: true }),
  });
}

/** A default in which arrays are replaced; what is no array stays as it is, unchecked. */
function abstractValue(value: unknown, schema: z.core.$ZodType): unknown {
  if (value === null || value === undefined) return value;
  const spec = arraySpecOf(schema);
  if (spec !== undefined) {
    const array = decodeArrayField(value, spec, IN_MEMORY);
    return isArrayFault(array) ? value : { shape: [...array.shape], dtype: array.dtype };
  }
  const lazyElement = lazyElementOf(schema);
  if (lazyElement !== undefined && Array.isArray(value)) {
    return value.map((item) => abstractValue(item, lazyElement));
  }
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if ("innerType" in def) return abstractValue(value, def.innerType);
  if (def.type === "array" && Array.isArray(value)) {
    return value.map((item) => abstractValue(item, def.element));
  }
  if (def.type === "object" && typeof value === "object") {
    const entries = Object.entries(value).map(([key, item]) => {
      const field = def.shape[key];
      return [key, field === undefined ? item : abstractValue(item, field)];
    });
    return Object.fromEntries(entries);
  }
  if (def.type === "record" && typeof value === "object") {
    const entries = Object.entries(value);
    return Object.fromEntries(
      entries.map(([key, item]) => [key, abstractValue(item, def.valueType)]),
    );
  }
  return value;
}
