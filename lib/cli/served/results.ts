/** Results of a served module, whose schemas are not at hand. @module */

import {
  type ArrayFault,
  decodeArrayField,
  type DecodeContext,
  isArrayFault,
} from "../../../runtime/arrays/decode.ts";
import { NDArray } from "../../../runtime/arrays/ndarray.ts";
import { isPlainObject } from "../../../runtime/schema/python_words.ts";

const ANY_ARRAY = { dtype: null, shape: "any", differentiable: false } as const;
const IN_MEMORY: DecodeContext = {
  baseDir: "/",
  roots: [],
  allowUrls: false,
  strictShapes: false,
  strictTypes: false,
};

/** An array that cannot be decoded, and where it stands. */
export class UnreadableArray extends Error {
  override readonly name = "UnreadableArray";

  constructor(
    readonly fault: ArrayFault,
    readonly loc: readonly (string | number)[],
    readonly input: unknown,
  ) {
    super(`${loc.join(".")}: ${fault.msg}`);
  }
}

/**
 * The raw tree of a result with an `NDArray` for every object that says it is an array.
 *
 * @throws {UnreadableArray}
 */
export function decodeArrays(
  raw: unknown,
  context: DecodeContext,
  loc: readonly (string | number)[] = [],
): unknown {
  if (Array.isArray(raw)) return raw.map((item, at) => decodeArrays(item, context, [...loc, at]));
  if (!isPlainObject(raw)) return raw;
  if (raw.object_type === "array") {
    const array = decodeArrayField(raw, ANY_ARRAY, context);
    if (isArrayFault(array)) throw new UnreadableArray(array, loc, raw);
    return array;
  }
  return Object.fromEntries(
    Object.entries(raw).map(([key, value]) => [key, decodeArrays(value, context, [...loc, key])]),
  );
}

/**
 * An expected result in the form of the obtained one: numbers and lists become arrays where the other
 * side has one, as float64 or int64; a member that is null on one side and missing on the other is the
 * same on both. Whatever else differs stays different.
 */
export function alignExpected(expected: unknown, obtained: unknown): unknown {
  if (obtained instanceof NDArray) return asArray(expected);
  if (Array.isArray(expected) && Array.isArray(obtained)) {
    return expected.map((item, at) => alignExpected(item, obtained[at]));
  }
  if (!isPlainObject(expected) || !isPlainObject(obtained)) return expected;
  const kept = Object.entries(expected)
    .filter(([key, value]) => value !== null || Object.hasOwn(obtained, key))
    .map(([key, value]) => [key, alignExpected(value, obtained[key])]);
  const unset = Object.entries(obtained)
    .filter(([key, value]) => value === null && !Object.hasOwn(expected, key));
  return Object.fromEntries([...kept, ...unset]);
}

/** A text or a ragged list is no array; it stays, and the comparison says so. */
function asArray(expected: unknown): unknown {
  if (expected instanceof NDArray || isPlainObject(expected)) return expected;
  const array = decodeArrayField(expected, ANY_ARRAY, IN_MEMORY);
  return isArrayFault(array) ? expected : array;
}
