/** Defaults of fields as they stand in the OpenAPI document. @module */

import { decodeArrayField, isArrayFault } from "../arrays/decode.ts";
import type { ArraySpec } from "../arrays/spec.ts";
import { RESULT_CONTEXT } from "../calls/parse_contexts.ts";

/** A default as JSON; undefined where it has no plain JSON form (arrays) or is null. */
export function plainDefault(value: unknown): unknown {
  return isPlain(value) ? value : typeof value === "bigint" ? Number(value) : undefined;
}

/** The default of an array field for `abstract_eval`: its shape and dtype. */
export function abstractDefault(value: unknown, spec: ArraySpec): unknown {
  if (value === null || value === undefined) return undefined;
  const array = decodeArrayField(value, spec, RESULT_CONTEXT);
  return isArrayFault(array) ? undefined : { shape: [...array.shape], dtype: array.dtype };
}

function isPlain(value: unknown, isNested = false): boolean {
  if (value === null) return isNested;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value === "string" || typeof value === "boolean") return true;
  if (Array.isArray(value)) return value.every((item) => isPlain(item, true));
  if (typeof value !== "object") return false;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) return false;
  return Object.values(value).every((item) => isPlain(item, true));
}
