/** Checks and writes what the gradient functions of a module return. @module */

import { decodeArrayField, isArrayFault } from "../arrays/decode.ts";
import type { EncodeContext } from "../arrays/encode.ts";
import { encodeArray } from "../arrays/encode.ts";
import { NDArray } from "../arrays/ndarray.ts";
import type { ArraySpec, ShapeSpec } from "../arrays/spec.ts";
import type { SegmentWriter } from "../payload/segments.ts";
import { boxed } from "../schema/array_schema.ts";
import type { ParseContext } from "../schema/compile.ts";
import type { ErrorItem } from "../schema/error_item.ts";
import type { Parsed } from "../calls/endpoint.ts";
import { pythonSet } from "../calls/python_text.ts";

/** Arrays by path, in the order of the module's own object. */
export type PathArrays = ReadonlyMap<string, NDArray>;

/** What the entries of one level must be. */
export interface LevelOptions {
  /** The paths that were asked for; null where any allowed path may stand. */
  readonly keys: ReadonlySet<string> | null;
  /** Whose they are, for the message: `jac_outputs`. */
  readonly keysField: string;
  readonly ctx: ParseContext;
  /** Shape and dtype of the array at a path; undefined when the path is no allowed one. */
  expect(path: string): ArraySpec | undefined;
  /** What it must be once its shape is known, where that depends on it. */
  refine?(path: string, array: NDArray): ArraySpec;
}

/** Reads `{path: array}`. Plain objects and Maps are taken. */
export function parsePathArrays(raw: unknown, options: LevelOptions): Parsed<PathArrays> {
  const entries = parseKeys(raw, options);
  if (!entries.ok) return entries;
  const arrays = new Map<string, NDArray>();
  const errors: ErrorItem[] = [];
  for (const [path, value] of entries.value) {
    const spec = options.expect(path);
    if (spec === undefined) {
      errors.push(problem("value_error", `"${path}" is no differentiable path`, path, [path]));
      continue;
    }
    let array = decodeArrayField(boxed(value, spec), resolveDtype(value, spec), options.ctx);
    if (options.refine !== undefined && !isArrayFault(array)) {
      array = decodeArrayField(array, options.refine(path, array), options.ctx);
    }
    if (isArrayFault(array)) {
      errors.push({ type: array.type, loc: [path], msg: array.msg, input: value, ctx: array.ctx });
    } else arrays.set(path, array);
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, value: arrays };
}

/** Reads the keys of one level and compares them with the paths that were asked for. */
export function parseKeys(
  raw: unknown,
  { keys, keysField }: Pick<LevelOptions, "keys" | "keysField">,
): Parsed<[string, unknown][]> {
  const entries = entriesOf(raw);
  if (entries === undefined) {
    return { ok: false, errors: [problem("dict_type", "Expected an object of paths", raw)] };
  }
  const found = entries.map(([key]) => key);
  if (keys === null || (found.length === keys.size && found.every((key) => keys.has(key)))) {
    return { ok: true, value: entries };
  }
  const text = `Expected keys ${pythonSet(keys)} (${keysField}) in output; got ${pythonSet(found)}`;
  return { ok: false, errors: [problem("value_error", text, raw)] };
}

/**
 * The shape of a Jacobian: the output's axes, then the input's. Where one of them has any rank, the
 * array only has to end or begin with the other's; where both have, it ends with the axes of the
 * input at hand.
 *
 * @param actual Axis lengths of the array to check.
 */
export function jacobianShape(
  shapes: { output: ShapeSpec; input: ShapeSpec; inputAtHand: readonly number[] | undefined },
  actual: readonly number[],
): ShapeSpec {
  const { output, input, inputAtHand } = shapes;
  if (output !== "any") {
    return input === "any" ? [...output, ...actual.slice(output.length)] : [...output, ...input];
  }
  const tail = input === "any" ? inputAtHand : input;
  if (tail === undefined) return "any";
  return [...actual.slice(0, Math.max(0, actual.length - tail.length)), ...tail];
}

/** Writes `{path: array}`. */
export function writePathArrays(arrays: PathArrays, out: SegmentWriter, enc: EncodeContext): void {
  let separator = "{";
  for (const [path, array] of arrays) {
    out.text(`${separator}${JSON.stringify(path)}:`);
    encodeArray(array, out, enc);
    separator = ",";
  }
  out.text(separator === "{" ? "{}" : "}");
}

/**
 * Lists and plain numbers of a module carry no dtype: JavaScript does not tell 1 from 1.0. Where
 * the schema leaves the dtype open they are taken as float64, as a module would mean it.
 */
function resolveDtype(value: unknown, spec: ArraySpec): ArraySpec {
  if (spec.dtype !== null) return spec;
  if (Array.isArray(value) || typeof value === "number") return { ...spec, dtype: "float64" };
  return spec;
}

function entriesOf(raw: unknown): [string, unknown][] | undefined {
  if (raw instanceof Map) return [...raw].map(([key, value]) => [String(key), value]);
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return undefined;
  if (raw instanceof NDArray || ArrayBuffer.isView(raw)) return undefined;
  return Object.entries(raw);
}

function problem(
  type: string,
  text: string,
  input: unknown,
  loc: (string | number)[] = [],
): ErrorItem {
  const msg = type === "value_error" ? `Value error, ${text}` : text;
  return { type, loc, msg, input, ...(type === "value_error" ? { ctx: { error: {} } } : {}) };
}
