/** The array fields of a schema, as patterns of paths. @module */

import type { z } from "zod";
import type { ArraySpec } from "../arrays/spec.ts";
import { arraySpecOf } from "./array_schema.ts";
import { descendants } from "./children.ts";

/** One array field. */
export interface ArrayLeaf {
  /** Its path with `[]` for items of lists and tuples, `{}` for values of records: `items.[].v`. */
  readonly pattern: string;
  readonly spec: ArraySpec;
  /** Whether the pattern stands for many paths. */
  readonly hasContainer: boolean;
  /**
   * Regular expression, anchored, that the paths of this field match; to be used with the flags `su`.
   * Written as upstream writes it, since clients read it in the OpenAPI document.
   */
  readonly regex: string;
}

const CONTAINERS: ReadonlyMap<string, string> = new Map([
  ["[]", "\\[\\d+\\]"],
  ["{}", "\\{(?:[^{}\\\\]|\\\\.)+\\}"],
]);

/** Every array field, differentiable or not, in order of declaration; a pattern may stand twice. */
export function arrayLeaves(schema: z.core.$ZodType): ArrayLeaf[] {
  const leaves: ArrayLeaf[] = [];
  for (const { schema: node, path } of descendants(schema)) {
    const spec = arraySpecOf(node);
    if (spec !== undefined) leaves.push(leafAt(path, spec));
  }
  return leaves;
}

/** Whether a schema has an array that gradients can be asked for. */
export function hasDifferentiableArray(schema: z.core.$ZodType): boolean {
  return arrayLeaves(schema).some(({ spec }) => spec.differentiable);
}

function leafAt(path: readonly string[], spec: ArraySpec): ArrayLeaf {
  const parts = path.map((segment) => CONTAINERS.get(segment) ?? escapeRegex(segment));
  return {
    pattern: path.join("."),
    spec,
    hasContainer: path.some((segment) => CONTAINERS.has(segment)),
    regex: `^${parts.join("\\.")}$`,
  };
}

function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
