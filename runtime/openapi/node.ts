/** Looks through the wrappers of a zod schema (optional, default, …) at what it wraps. @module */

import { z } from "zod";
import type { ArraySpec } from "../arrays/spec.ts";
import { arraySpecOf } from "../schema/array_schema.ts";

/** A schema without its wrappers, and what the wrappers said. */
export interface Node {
  readonly schema: z.core.$ZodTypes;
  /** What it says when it is an array. */
  readonly spec: ArraySpec | undefined;
  /** Whether the field may be left out. */
  readonly isOptional: boolean;
  /** Whether `null` is a value. */
  readonly isNullable: boolean;
  /** The value used when the field is left out; absent where there is none. */
  readonly fallback?: { readonly value: unknown };
  /** Description, title and so on; the outermost wrapper wins. */
  readonly meta: z.core.GlobalMeta;
}

interface Findings {
  isOptional: boolean;
  isNullable: boolean;
  fallback?: { readonly value: unknown };
  meta: z.core.GlobalMeta;
}

/** Unwraps one schema. Pipes stand for what they take, as a request is described by its input. */
export function unwrap(schema: z.core.$ZodType): Node {
  const findings: Findings = { isOptional: false, isNullable: false, meta: {} };
  let current = schema;
  while (true) {
    findings.meta = { ...z.globalRegistry.get(current), ...findings.meta };
    const spec = arraySpecOf(current as z.ZodType);
    // zod's signatures know only the general class; its kinds are told apart by `def.type`.
    const kind = current as z.core.$ZodTypes;
    const inner = spec === undefined ? unwrapOnce(kind, findings) : undefined;
    if (inner === undefined) return { ...findings, schema: kind, spec };
    current = inner;
  }
}

function unwrapOnce(schema: z.core.$ZodTypes, found: Findings): z.core.$ZodType | undefined {
  const def = schema._zod.def;
  switch (def.type) {
    case "optional":
      found.isOptional = true;
      return def.innerType;
    case "nullable":
      found.isNullable = true;
      return def.innerType;
    case "default":
    case "prefault":
      found.isOptional = true;
      found.fallback ??= { value: def.defaultValue };
      return def.innerType;
    case "nonoptional":
    case "readonly":
    case "catch":
      return def.innerType;
    case "lazy":
      return def.getter();
    case "pipe":
      return def.in._zod.def.type === "transform" ? def.out : def.in;
    default:
      return undefined;
  }
}

/** The fields of an object schema in declaration order. */
export function fieldsOf(def: z.core.$ZodObjectDef): [string, z.core.$ZodType][] {
  return Object.entries(def.shape);
}
