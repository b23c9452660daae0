/** The arrays that a given input or output holds at its differentiable places. @module */

import { decodeArrayField, isArrayFault } from "../arrays/decode.ts";
import { NDArray } from "../arrays/ndarray.ts";
import type { ArrayLeaf } from "../schema/leaves.ts";
import { RESULT_CONTEXT } from "../calls/parse_contexts.ts";
import { boxed } from "../schema/array_schema.ts";

/** One array and where it was found. */
export interface FoundArray {
  /** As gradient requests name it: `items.[0].v`, `params.{a.b}`. */
  readonly path: string;
  /** The same as keys and indices. */
  readonly keys: readonly (string | number)[];
  /** The array itself; a scalar has shape `[]`. Not a copy. */
  readonly array: NDArray;
}

/**
 * Finds every array that the leaves stand for, in schema order. Places that hold no array (an
 * optional field left out, a text in a union) are passed over.
 *
 * @param tree A value that met the schema of the leaves.
 */
export function findArrays(tree: unknown, leaves: Iterable<ArrayLeaf>): FoundArray[] {
  const found: FoundArray[] = [];
  const seen = new Set<string>();
  for (const leaf of leaves) {
    const pattern = leaf.pattern === "" ? [] : leaf.pattern.split(".");
    for (const { path, keys, value } of expand(tree, pattern)) {
      if (seen.has(path) || !isArrayLike(value)) continue;
      const array = decodeArrayField(
        boxed(value, leaf.spec),
        { ...leaf.spec, shape: "any" },
        RESULT_CONTEXT,
      );
      if (isArrayFault(array)) continue;
      seen.add(path);
      found.push({ path, keys, array });
    }
  }
  return found;
}

interface Place {
  readonly path: string;
  readonly keys: readonly (string | number)[];
  readonly value: unknown;
}

function expand(tree: unknown, pattern: readonly string[]): Place[] {
  let places: Place[] = [{ path: "", keys: [], value: tree }];
  for (const segment of pattern) {
    places = places.flatMap((place) => step(place, segment));
  }
  return places;
}

function step({ path, keys, value }: Place, segment: string): Place[] {
  const next = (key: string | number, text: string, child: unknown): Place => ({
    path: path === "" ? text : `${path}.${text}`,
    keys: [...keys, key],
    value: child,
  });
  if (segment === "[]") {
    return Array.isArray(value) ? value.map((item, i) => next(i, `[${i}]`, item)) : [];
  }
  if (typeof value !== "object" || value === null) return [];
  if (value instanceof NDArray || Array.isArray(value)) return [];
  if (segment === "{}") {
    return Object.entries(value).map(([key, item]) => next(key, dictSegment(key), item));
  }
  const descriptor = Object.getOwnPropertyDescriptor(value, segment);
  return descriptor === undefined ? [] : [next(segment, segment, descriptor.value)];
}

function dictSegment(key: string): string {
  return `{${key.replace(/[{}\\]/g, "\\$&")}}`;
}

function isArrayLike(value: unknown): boolean {
  if (typeof value === "number" || typeof value === "bigint") return true;
  if (typeof value === "boolean" || value instanceof NDArray) return true;
  return typeof value === "object" && value !== null && "re" in value && "im" in value;
}
