/** The variant of a schema that calls are read with. @module */

import type { z } from "zod";
import { NDArray } from "../arrays/ndarray.ts";
import { isPlainObject } from "./python_words.ts";
import { Labels } from "./labels.ts";
import { rewrite } from "./rewrite.ts";
import type { Naming } from "./naming.ts";

/** The schema with arrays as arrays. */
export function strict(schema: z.core.$ZodType, naming: Naming): z.core.$ZodType {
  return rewrite(schema, {
    array: (field) => field,
    defaultValue: ownCopy,
    modelName: naming.name,
    labels: new Labels(naming.nameOf, { isAbstract: false }),
  });
}

/** A copy of a default that the module may write into; class instances are shared. */
function ownCopy(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof NDArray) return new NDArray(value.dtype, value.shape, value.data.slice());
  if (ArrayBuffer.isView(value)) return structuredClone(value);
  if (Array.isArray(value)) return value.map(ownCopy);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, ownCopy(item)]));
}
