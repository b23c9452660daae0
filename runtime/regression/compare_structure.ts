/** Whether two results have the same parts; values are compared later. @module */

import type { z } from "zod";
import { decodeArrayField, type DecodeContext, isArrayFault } from "../arrays/decode.ts";
import { NDArray } from "../arrays/ndarray.ts";
import { JsonFloat } from "../payload/json_float.ts";
import { LongText } from "../payload/long_text.ts";
import { pythonTuple } from "./array_difference.ts";
import { childrenOf, defaultOf, isIntegerSchema } from "./schema_children.ts";

/** Two values at one place that have the same type. */
export interface LeafPair {
  /** `result`, `items.[0].v`, `table.{key}`. */
  readonly path: string;
  readonly obtained: unknown;
  readonly expected: unknown;
  readonly schema: z.core.$ZodType | undefined;
}

/** What two trees have in common, and where they differ. */
export interface StructureComparison {
  readonly leaves: LeafPair[];
  /** One message per difference, in upstream's words. */
  readonly errors: string[];
}

/**
 * Walks two results of one schema side by side.
 *
 * @param schema Tells fields of models from keys of dictionaries and integers from floats.
 */
export function compareStructure(
  obtained: unknown,
  expected: unknown,
  schema: z.core.$ZodType | undefined,
): StructureComparison {
  const found: StructureComparison = { leaves: [], errors: [] };
  walk({ path: "", obtained, expected, schema }, found);
  return found;
}

function walk(pair: LeafPair, found: StructureComparison): void {
  const { path, schema } = pair;
  const [obtained, expected] = [plain(pair.obtained), plain(pair.expected)];
  const types = [typeName(obtained, schema), typeName(expected, schema)];
  if (types[0] !== types[1]) {
    found.errors.push(
      `Type mismatch at ${path}:\n  Expected: ${types[1]},   Obtained: ${types[0]}`,
    );
  } else if (expected instanceof NDArray && obtained instanceof NDArray) {
    walkArray({ path, obtained, expected, schema }, found);
  } else if (Array.isArray(expected) && Array.isArray(obtained)) {
    walkList(pair, [obtained, expected], found);
  } else if (isTree(expected) && isTree(obtained)) {
    walkTree(pair, [obtained, expected], found);
  } else found.leaves.push({ path, obtained, expected, schema });
}

function walkArray(
  pair: LeafPair & { obtained: NDArray; expected: NDArray },
  found: StructureComparison,
): void {
  const { path, obtained, expected } = pair;
  const before = found.errors.length;
  if (pythonTuple(obtained.shape) !== pythonTuple(expected.shape)) {
    found.errors.push(
      `Shape mismatch for array at ${path}: \n  Expected: ${pythonTuple(expected.shape)}\n` +
        `  Obtained: ${pythonTuple(obtained.shape)}`,
    );
  }
  if (obtained.dtype !== expected.dtype) {
    found.errors.push(
      `dtype mismatch for array at ${path}:\n  Expected: ${expected.dtype}\n` +
        `  Obtained: ${obtained.dtype}`,
    );
  }
  if (found.errors.length === before) found.leaves.push(pair);
}

function walkList(
  { path, schema }: LeafPair,
  [obtained, expected]: readonly [unknown[], unknown[]],
  found: StructureComparison,
): void {
  if (obtained.length !== expected.length) {
    found.errors.push(
      `Mismatch in length of list at ${path}:\n  Expected: ${expected.length}\n` +
        `  Obtained: ${obtained.length}`,
    );
    return;
  }
  const { childOf } = childrenOf(schema);
  for (const [i, item] of expected.entries()) {
    walk({
      path: join(path, `[${i}]`),
      obtained: obtained[i],
      expected: item,
      schema: childOf(i),
    }, found);
  }
}

function walkTree(
  { path, schema }: LeafPair,
  [obtained, expected]: readonly [Tree, Tree],
  found: StructureComparison,
): void {
  const { hasFields, childOf } = childrenOf(schema);
  const [given, wanted] = [entriesOf(obtained, hasFields), entriesOf(expected, hasFields)];
  if (hasFields) {
    for (const key of new Set([...given.keys(), ...wanted.keys()])) {
      fillIn(given, key, { from: wanted, schema: childOf(key) });
      fillIn(wanted, key, { from: given, schema: childOf(key) });
    }
  }
  const missing = [...wanted.keys()].filter((key) => !given.has(key));
  const unexpected = [...given.keys()].filter((key) => !wanted.has(key));
  const matching = [...wanted.keys()].filter((key) => given.has(key));
  if (missing.length + unexpected.length > 0) {
    const noun = hasFields ? "optional attribute" : "key";
    const short = hasFields ? "attribute" : "key";
    found.errors.push(
      `${capitalized(noun)} mismatch at ${path}:\n  Missing ${noun}s: ${pythonSet(missing)}\n` +
        `  Unexpected ${noun}s: ${pythonSet(unexpected)}\n` +
        `  Matching ${short}s: ${pythonSet(matching)}`,
    );
  }
  for (const key of matching) {
    walk({
      path: join(path, hasFields ? key : `{${key}}`),
      obtained: given.get(key),
      expected: wanted.get(key),
      schema: childOf(key),
    }, found);
  }
}

type Tree = ReadonlyMap<unknown, unknown> | Readonly<Record<string, unknown>>;

function isTree(value: unknown): value is Tree {
  if (value instanceof Map) return true;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** A field without a value is as good as none: JSON writes both as null or leaves them out. */
function entriesOf(tree: Tree, hasFields: boolean): Map<string, unknown> {
  const entries: [unknown, unknown][] = tree instanceof Map ? [...tree] : Object.entries(tree);
  const kept = hasFields
    ? entries.filter(([, value]) => value !== undefined && value !== null)
    : entries;
  return new Map(kept.map(([key, value]) => [String(key), value]));
}

/** A field that only one side has takes its default on the other. */
function fillIn(
  entries: Map<string, unknown>,
  key: string,
  { from, schema }: { from: ReadonlyMap<string, unknown>; schema: z.core.$ZodType | undefined },
): void {
  if (entries.has(key)) return;
  const value = defaultOf(schema);
  if (value === undefined || value === null) return;
  const other = from.get(key);
  if (!(other instanceof NDArray) || value instanceof NDArray) {
    entries.set(key, value);
    return;
  }
  const spec = { dtype: other.dtype, shape: "any", differentiable: false } as const;
  const array = decodeArrayField(value, spec, DEFAULTS);
  if (!isArrayFault(array)) entries.set(key, array);
}

/** Defaults stand in the module itself. */
const DEFAULTS: DecodeContext = {
  baseDir: "/",
  roots: [],
  allowUrls: false,
  strictShapes: false,
  strictTypes: false,
};

/** Schemas without types of their own pass on what the parser made. */
function plain(value: unknown): unknown {
  if (value instanceof JsonFloat) return value.value;
  return value instanceof LongText ? value.toString() : value;
}

function typeName(value: unknown, schema: z.core.$ZodType | undefined): string {
  if (value === null || value === undefined) return "NoneType";
  if (value instanceof NDArray) return "ndarray";
  if (Array.isArray(value)) return "list";
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "bigint":
      return "int";
    case "number":
      return isIntegerSchema(schema) ? "int" : "float";
    case "string":
      return "str";
    default:
      return isTree(value) ? "dict" : value.constructor.name;
  }
}

function pythonSet(keys: readonly string[]): string {
  if (keys.length === 0) return "set()";
  return `{${keys.map((key) => `'${key.replace(/[\\']/g, "\\$&")}'`).join(", ")}}`;
}

function join(path: string, segment: string): string {
  return path === "" ? segment : `${path}.${segment}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
