/** The variant of a schema in which arrays are replaced by their shapes and dtypes. @module */

import { z } from "zod";
import { decodeArrayField, isArrayFault } from "../arrays/decode.ts";
import type { ArraySpec } from "../arrays/spec.ts";
import { arraySpecOf } from "./array_schema.ts";
import { contextOf } from "./parse_context.ts";
import { rewrite } from "./rewrite.ts";
import { type ShapeDType, shapeDtype } from "./shape_dtype.ts";
import { strictVisit } from "./strict.ts";

/**
 * The schema that `abstract_eval` is asked and answers with: every array is `{shape, dtype}`, also in
 * defaults; everything else keeps its type, checks and refinements.
 */
export function abstract(schema: z.core.$ZodType): z.core.$ZodType {
  const strictly = strictVisit({ fillDefaults: true });
  return rewrite(schema, (node, source) => {
    const spec = arraySpecOf(source);
    if (spec !== undefined) return shapeDtype(spec);
    if (node._zod.def.type === "default") return withAbstractDefault(node, source);
    return strictly(node, source);
  });
}

function withAbstractDefault(node: z.core.$ZodTypes, source: z.core.$ZodTypes): z.core.$ZodType {
  const def = node._zod.def as z.core.$ZodDefaultDef;
  const inner = (source._zod.def as z.core.$ZodDefaultDef).innerType;
  const value = abstractValue(def.defaultValue, inner);
  return z.core.clone(node, { ...def, defaultValue: value } as never);
}

/** A default in which arrays are replaced. */
function abstractValue(value: unknown, schema: z.core.$ZodType): unknown {
  const spec = arraySpecOf(schema);
  if (spec !== undefined) return shapeOf(value, spec);
  const def = (schema as z.core.$ZodTypes)._zod.def;
  if ("innerType" in def && value !== null) return abstractValue(value, def.innerType);
  if (def.type === "array" && Array.isArray(value)) {
    return value.map((item) => abstractValue(item, def.element));
  }
  if (def.type === "object" && typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        const field = def.shape[key];
        return [key, field === undefined ? item : abstractValue(item, field)];
      }),
    );
  }
  return value;
}

function shapeOf(value: unknown, spec: ArraySpec): ShapeDType | unknown {
  const array = decodeArrayField(value, spec, contextOf({}));
  return isArrayFault(array) ? value : { shape: array.shape, dtype: array.dtype };
}
