/** Reads the requests of the gradient endpoints: inputs, two sets of paths, perhaps a vector. @module */

import { decodeArrayField, isArrayFault } from "../arrays/decode.ts";
import type { NDArray } from "../arrays/ndarray.ts";
import type { ArraySpec } from "../arrays/spec.ts";
import type { ParseContext } from "../schema/compile.ts";
import { getAtPath, hasPath } from "../schema/paths.ts";
import type { ErrorItem } from "../schema/error_item.ts";
import type { DifferentiablePaths } from "../calls/differentiable_paths.ts";
import type { Parsed } from "../calls/endpoint.ts";
import { isRawObject } from "./request_fields.ts";
import { pythonSet } from "../calls/python_text.ts";

/** Any dtype, any shape. */
const ANY_ARRAY: ArraySpec = { dtype: null, shape: "any", differentiable: false };

/** Faults of an array that is one, but not the one that was expected. */
const MISFITS: ReadonlySet<string> = new Set([
  "array_dimensionality_mismatch",
  "array_shape_mismatch",
  "array_dtype_mismatch",
  "array_value_out_of_range",
]);

/** Reads a non-empty list of allowed paths; duplicates collapse. */
export function parsePathSet(raw: unknown, allowed: DifferentiablePaths): Parsed<Set<string>> {
  const items = raw instanceof Set ? [...raw] : raw;
  if (!Array.isArray(items)) {
    return fault({ type: "set_type", msg: "Input should be a valid set", input: raw });
  }
  const paths = new Set<string>();
  const errors: ErrorItem[] = [];
  items.forEach((item: unknown, index) => {
    if (typeof item === "string" && allowed.specOf(item) !== undefined) {
      paths.add(item);
      return;
    }
    for (const error of allowed.refuse(item)) {
      error.loc.unshift(index);
      errors.push(error);
    }
  });
  if (errors.length > 0) return { ok: false, errors };
  if (paths.size > 0) return { ok: true, value: paths };
  return fault({
    type: "too_short",
    msg: "Set should have at least 1 item after validation, not 0",
    input: raw,
    ctx: { field_type: "Set", min_length: 1, actual_length: 0 },
  });
}

/**
 * Reads a set of input paths. Those through lists and dicts must exist in the inputs at hand.
 *
 * @param options.inputs The decoded inputs, or undefined when they were refused.
 */
export function parseInputPathSet(
  raw: unknown,
  options: { allowed: DifferentiablePaths; inputs: unknown; field: string },
): Parsed<Set<string>> {
  const parsed = parsePathSet(raw, options.allowed);
  if (!parsed.ok) return parsed;
  const errors: ErrorItem[] = [];
  const items: unknown[] = Array.isArray(raw) ? raw : [...parsed.value];
  items.forEach((path, index) => {
    if (typeof path !== "string" || !/[[{]/.test(path)) return;
    if (exists(options.inputs, path)) return;
    const problem = `Could not find ${options.field} path ${path} in inputs.`;
    errors.push({ ...valueError(problem, path), loc: [index] });
  });
  return errors.length > 0 ? { ok: false, errors } : parsed;
}

/** Names in messages and what the arrays of a (co)tangent vector must look like. */
export interface VectorOptions {
  /** `Tangent` or `Cotangent`. */
  readonly title: "Tangent" | "Cotangent";
  /** The field whose paths the keys must equal. */
  readonly keysField: string;
  /** Those paths; undefined when they were refused. */
  readonly keys: ReadonlySet<string> | undefined;
  readonly allowed: DifferentiablePaths;
  /** Shape and dtype for the array at a path, or the problem with it. */
  expect(path: string): ArraySpec | { readonly problem: string };
  /** A problem that makes checking the arrays pointless. */
  readonly obstacle?: string | undefined;
}

/** Reads a tangent or cotangent vector; scalars come out as plain values, like scalar inputs. */
export function parseVector(
  raw: unknown,
  ctx: ParseContext,
  options: VectorOptions,
): Parsed<Record<string, unknown>> {
  if (!isRawObject(raw)) {
    return fault({ type: "dict_type", msg: "Input should be a valid dictionary", input: raw });
  }
  const problem = problemOfKeys(raw, options) ?? options.obstacle;
  const errors: ErrorItem[] = [];
  const vector: [string, unknown][] = [];
  let misfit: string | undefined = problem;
  for (const [path, value] of Object.entries(raw)) {
    const declared = options.allowed.specOf(path);
    for (const error of declared === undefined ? options.allowed.refuse(path) : []) {
      error.loc.unshift(path, "[key]");
      errors.push(error);
    }
    const isComparable = problem === undefined && declared !== undefined;
    const expected = isComparable ? options.expect(path) : ANY_ARRAY;
    if ("problem" in expected) misfit ??= expected.problem;
    const array = decodeArrayField(value, "problem" in expected ? ANY_ARRAY : expected, ctx);
    if (!isArrayFault(array)) {
      const isScalar = declared?.shape.length === 0 && array.shape.length === 0;
      vector.push([path, isScalar ? array.at() : array]);
    } else if (MISFITS.has(array.type)) {
      misfit ??= `${options.title} vector '${path}': 1 validation error for array\n` +
        `  ${array.msg} [type=${array.type}]`;
    } else {
      errors.push({ type: array.type, loc: [path], msg: array.msg, input: value, ctx: array.ctx });
    }
  }
  if (errors.length > 0) return { ok: false, errors };
  if (misfit !== undefined) return { ok: false, errors: [valueError(misfit, raw)] };
  return { ok: true, value: Object.fromEntries(vector) };
}

/** The axis lengths of the value at a path of the decoded inputs; `undefined` when it has none. */
export function shapeAtPath(inputs: unknown, path: string): readonly number[] | undefined {
  if (!exists(inputs, path)) return undefined;
  const value = getAtPath(inputs, path);
  return isShaped(value) ? value.shape : [];
}

function isShaped(value: unknown): value is NDArray {
  return typeof value === "object" && value !== null && "shape" in value &&
    Array.isArray(value.shape);
}

function exists(inputs: unknown, path: string): boolean {
  try {
    return inputs !== undefined && hasPath(inputs, path);
  } catch (error) {
    // The name of a field need not be one that the grammar of paths can write.
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function problemOfKeys(
  raw: Readonly<Record<string, unknown>>,
  { title, keys, keysField }: VectorOptions,
): string | undefined {
  const vector = `${title.toLowerCase()} vector`;
  if (keys === undefined) {
    return `Unable to validate ${vector} as ${keysField} either missing or invalid`;
  }
  const given = Object.keys(raw);
  if (given.length === keys.size && given.every((key) => keys.has(key))) return undefined;
  return `Expected ${vector} with keys conforming to ${keysField}: ${pythonSet(keys)}, ` +
    `got ${pythonSet(given)}.`;
}

function valueError(problem: string, input: unknown): ErrorItem {
  return {
    type: "value_error",
    loc: [],
    msg: `Value error, ${problem}`,
    input,
    ctx: { error: {} },
  };
}

function fault({ type, ...rest }: Omit<ErrorItem, "loc">): Parsed<never> {
  return { ok: false, errors: [{ type, loc: [], ...rest }] };
}
