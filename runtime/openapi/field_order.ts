/** The declaration order of fields, since JSON readers may lose the order of keys. @module */

import type { z } from "zod";
import { lazyElementOf } from "../schema/lazy_sequence.ts";
import { fieldsOf, unwrap } from "./node.ts";

/**
 * Field names of every object below a schema, by path pattern (`""` for the root, `items.[]`).
 * Objects without fields are left out; keys are sorted.
 */
export function fieldOrder(root: z.ZodType): Record<string, string[]> {
  const found = new Map<string, Set<string>>();
  visit(root, [], { found, open: new Set() });
  const sorted = [...found].sort(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(sorted.map(([path, names]) => [path, [...names]]));
}

interface Visit {
  readonly found: Map<string, Set<string>>;
  /** Objects being visited, so that a recursive schema ends. */
  readonly open: Set<unknown>;
}

function visit(schema: z.core.$ZodType, path: readonly string[], to: Visit): void {
  const node = unwrap(schema);
  if (node.spec !== undefined) return;
  const def = node.schema._zod.def;
  if (to.open.has(def)) return;
  to.open.add(def);
  const lazyElement = lazyElementOf(node.schema);
  if (lazyElement !== undefined) visit(lazyElement, [...path, "[]"], to);
  switch (def.type) {
    case "object":
      for (const [name, field] of fieldsOf(def)) {
        const key = path.join(".");
        const names = to.found.get(key) ?? new Set();
        to.found.set(key, names.add(name));
        visit(field, [...path, name], to);
      }
      break;
    case "array":
      visit(def.element, [...path, "[]"], to);
      break;
    case "tuple":
      for (const item of def.items) visit(item, [...path, "[]"], to);
      break;
    case "record":
      visit(def.valueType, [...path, "{}"], to);
      break;
    case "union":
      for (const option of def.options) visit(option, path, to);
      break;
    default:
  }
  to.open.delete(def);
}
