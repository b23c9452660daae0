/** The array fields of a schema, as patterns. @module */

import type { z } from "zod";
import { TesseraError } from "../../lib/core/errors.ts";
import type { ArraySpec } from "../arrays/spec.ts";
import { arraySpecOf } from "./array_schema.ts";

/** One array field. */
export interface ArrayLeaf {
  /** Its path, with `[]` for items of lists and tuples and `{}` for values of dicts. */
  readonly pattern: string;
  readonly spec: ArraySpec;
  /** Whether the pattern stands for many paths. */
  readonly hasContainer: boolean;
  /** Regular expression that matches the whole of every such path. */
  readonly regex: string;
}

const ITEM = "[]";
const VALUE = "{}";
const SEGMENT_REGEX: Readonly<Record<string, string>> = {
  [ITEM]: "\\[\\d+\\]",
  [VALUE]: "\\{(?:[^{}\\\\]|\\\\.)+\\}",
};

/**
 * Every array field in the order of declaration, each pattern once.
 *
 * @throws {TesseraError} `bad_input` for a schema that contains itself.
 */
export function arrayLeaves(schema: z.core.$ZodType): ArrayLeaf[] {
  const byPattern = new Map<string, ArrayLeaf>();
  for (const [segments, spec] of walk(schema, [], new Set())) {
    const leaf = leafOf(segments, spec);
    if (!byPattern.has(leaf.pattern)) byPattern.set(leaf.pattern, leaf);
  }
  return [...byPattern.values()];
}

function leafOf(segments: readonly string[], spec: ArraySpec): ArrayLeaf {
  const regex = segments.map((segment) => SEGMENT_REGEX[segment] ?? escapeRegex(segment));
  return {
    pattern: segments.join("."),
    spec,
    hasContainer: segments.some((segment) => segment in SEGMENT_REGEX),
    regex: `^${regex.join("\\.")}$`,
  };
}

function* walk(
  schema: z.core.$ZodType,
  segments: readonly string[],
  open: ReadonlySet<z.core.$ZodType>,
): Generator<[readonly string[], ArraySpec]> {
  if (open.has(schema)) {
    throw new TesseraError(
      "bad_input",
      "Cannot use a schema that contains itself: expected models of finite depth",
    );
  }
  const spec = arraySpecOf(schema);
  if (spec !== undefined) return yield [segments, spec];
  const inside = new Set(open).add(schema);
  for (const [segment, child] of childrenOf((schema as z.core.$ZodTypes)._zod.def)) {
    yield* walk(child, segment === "" ? segments : [...segments, segment], inside);
  }
}

/** Children with the segment that leads to them; wrappers add none. */
function childrenOf(def: z.core.$ZodTypes["_zod"]["def"]): [string, z.core.$ZodType][] {
  switch (def.type) {
    case "object":
      return Object.entries(def.shape);
    case "array":
      return [[ITEM, def.element]];
    case "tuple":
      return [...def.items, ...(def.rest === null ? [] : [def.rest])].map((item) => [ITEM, item]);
    case "record":
    case "map":
      return [[VALUE, def.valueType]];
    case "union":
      return def.options.map((option) => ["", option]);
    case "intersection":
      return [["", def.left], ["", def.right]];
    case "pipe":
      return [["", def.in._zod.def.type === "transform" ? def.out : def.in]];
    case "lazy":
      return [["", def.getter()]];
    default:
      return "innerType" in def ? [["", def.innerType]] : [];
  }
}

function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
