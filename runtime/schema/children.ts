/** The schemas inside a schema. @module */

import type { z } from "zod";
import { arraySpecOf } from "./array_schema.ts";
import { lazyElementOf } from "./lazy_sequence.ts";

/** A schema inside another one. */
export interface Child {
  readonly schema: z.core.$ZodType;
  /** The field's name, `[]` for items, `{}` for values; wrappers and unions add nothing. */
  readonly segment?: string;
}

/** The parts of a schema that values lie in; arrays have none, pipes the part that is sent. */
export function childrenOf(schema: z.core.$ZodType): readonly Child[] {
  if (arraySpecOf(schema) !== undefined) return [];
  const lazyElement = lazyElementOf(schema);
  if (lazyElement !== undefined) return [{ schema: lazyElement, segment: "[]" }];
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "object":
      return Object.entries(def.shape).map(([segment, field]) => ({ schema: field, segment }));
    case "array":
      return [{ schema: def.element, segment: "[]" }];
    case "set":
      return [{ schema: def.valueType, segment: "[]" }];
    case "tuple": {
      const items = def.rest === null ? def.items : [...def.items, def.rest];
      return items.map((item) => ({ schema: item, segment: "[]" }));
    }
    case "record":
    case "map":
      return [{ schema: def.valueType, segment: "{}" }];
    case "union":
      return def.options.map((option) => ({ schema: option }));
    case "intersection":
      return [{ schema: def.left }, { schema: def.right }];
    case "pipe":
      return [{ schema: def.in._zod.def.type === "transform" ? def.out : def.in }];
    case "lazy":
      return [{ schema: def.getter() }];
    default:
      return "innerType" in def ? [{ schema: def.innerType }] : [];
  }
}

/** A schema and the segments that lead to it. */
export interface Visited {
  readonly schema: z.core.$ZodType;
  readonly path: readonly string[];
}

/** Every schema below one, itself first, in order of declaration; one inside itself only once. */
export function* descendants(
  schema: z.core.$ZodType,
  path: readonly string[] = [],
  open: ReadonlySet<unknown> = new Set(),
): Generator<Visited> {
  const { def } = schema._zod;
  if (open.has(def)) return;
  yield { schema, path };
  const inside = new Set(open).add(def);
  for (const { schema: child, segment } of childrenOf(schema)) {
    yield* descendants(child, segment === undefined ? path : [...path, segment], inside);
  }
}
