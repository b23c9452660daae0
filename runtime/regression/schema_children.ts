/** What a schema says about the parts of a value, as far as comparing results needs it. @module */

import { z } from "zod";

/** More than anyone writes; ends the search in a schema that wraps itself. */
const MAX_WRAPPERS = 100;

/** How a value's children are named and what their schemas are. */
export interface SchemaChildren {
  /** Whether names are fields of a model; else keys of a dictionary. */
  readonly hasFields: boolean;
  /** The schema of a child, where it is known. */
  childOf(key: string | number): z.core.$ZodType | undefined;
}

/** Looks through optional, nullable, default and similar wrappers. */
export function unwrap(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  let inner = schema;
  for (let depth = 0; inner !== undefined && depth < MAX_WRAPPERS; depth++) {
    const next = innerOf(inner);
    if (next === undefined) return inner;
    inner = next;
  }
  return inner;
}

/** The children of a schema; where nothing is known they count as those of a dictionary. */
export function childrenOf(schema: z.core.$ZodType | undefined): SchemaChildren {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodObject) {
    const shape: Readonly<Record<string, z.core.$ZodType>> = bare.shape;
    return {
      hasFields: true,
      childOf: (key) => Object.hasOwn(shape, key) ? shape[key] : undefined,
    };
  }
  const item = itemOf(bare);
  return { hasFields: false, childOf: item };
}

/** Whether the schema takes whole numbers only, which are compared exactly. */
export function isIntegerSchema(schema: z.core.$ZodType | undefined): boolean {
  const bare = unwrap(schema);
  return bare instanceof z.ZodNumber && /int/.test(bare.format ?? "");
}

/** What a field holds when it is left out; undefined when it has no default. */
export function defaultOf(schema: z.core.$ZodType | undefined): unknown {
  let inner = schema;
  for (let depth = 0; inner !== undefined && depth < MAX_WRAPPERS; depth++) {
    if (inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault) {
      return inner.def.defaultValue;
    }
    inner = innerOf(inner);
  }
  return undefined;
}

function innerOf(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodLazy) return schema.unwrap();
  if (schema instanceof z.ZodPipe) return schema.def.out;
  if (
    schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly || schema instanceof z.ZodNonOptional ||
    schema instanceof z.ZodCatch
  ) return schema.def.innerType;
  return undefined;
}

function itemOf(
  schema: z.core.$ZodType | undefined,
): (key: string | number) => z.core.$ZodType | undefined {
  if (schema instanceof z.ZodRecord) return () => schema.def.valueType;
  if (schema instanceof z.ZodArray) return () => schema.def.element;
  if (schema instanceof z.ZodTuple) {
    const { items, rest } = schema.def;
    return (key) => items[Number(key)] ?? rest ?? undefined;
  }
  return () => undefined;
}
