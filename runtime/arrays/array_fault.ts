/** What can be wrong with an array of a request, in upstream's types and words. @module */

import type { DType } from "./dtype.ts";

/** Type, message and facts of a validation error (observed with tesseract-core 1.15). */
export interface ArrayFault {
  readonly type: string;
  readonly msg: string;
  readonly ctx: Record<string, unknown>;
}

/** Thrown while an array is decoded; carries what the client is told. */
export class ArrayFaultError extends Error {
  override readonly name = "ArrayFaultError";

  constructor(readonly fault: ArrayFault) {
    super(fault.msg);
  }
}

/** The value is not a number or a list of numbers. */
export function nonNumeric(): ArrayFault {
  return {
    type: "array_non_numeric",
    msg: "Could not parse value as a numeric array (contains non-numeric data)",
    ctx: {},
  };
}

/** Wrong number of dimensions. */
export function wrongRank(actual: number, expected: number): ArrayFault {
  return {
    type: "array_dimensionality_mismatch",
    msg: `Array has wrong number of dimensions: got ${actual}D, expected ${expected}D`,
    ctx: { actual_dims: actual, expected_dims: expected },
  };
}

/**
 * A shape that cannot be broadcast to the declared one, or, where shapes are strict, differs from it.
 *
 * @param expected The declared shape with open axes filled from the actual one.
 */
export function wrongShape(
  actual: readonly number[],
  expected: readonly number[],
  options: { strict: boolean },
): ArrayFault {
  const rule = options.strict ? "does not match" : "is incompatible with";
  const why = options.strict ? " (strict_shapes=True, no broadcasting)" : "";
  return {
    type: "array_shape_mismatch",
    msg: `Array shape ${tuple(actual)} ${rule} expected shape ${tuple(expected)}${why}`,
    ctx: { actual_shape: [...actual], expected_shape: [...expected] },
  };
}

/** A dtype that is not accepted for the declared one. */
export function wrongDType(
  actual: DType,
  expected: DType,
  options: { strict: boolean },
): ArrayFault {
  const rule = options.strict
    ? `does not match expected dtype '${expected}' (strict_types=True, no casting)`
    : `cannot be safely cast to '${expected}'`;
  return {
    type: "array_dtype_mismatch",
    msg: `Array dtype '${actual}' ${rule}`,
    ctx: { actual_dtype: actual, expected_dtype: expected },
  };
}

/** Not one of the 14 dtypes. */
export function invalidDType(actual: string, allowed: readonly DType[]): ArrayFault {
  return {
    type: "array_invalid_dtype",
    msg: `Array has unsupported dtype '${actual}'; must be one of: ${allowed.join(", ")}`,
    ctx: { actual_dtype: actual, allowed_dtypes: allowed.join(", ") },
  };
}

/** The envelope is fine, its content is not. */
export function undecodable(encoding: string, error: string): ArrayFault {
  return {
    type: "array_decode_error",
    msg: `Failed to decode array buffer (${encoding} encoding): ${error}`,
    ctx: { encoding, error },
  };
}

/** Fractions where integers are declared. */
export function expectedInteger(): ArrayFault {
  return {
    type: "array_expected_integer",
    msg: "Expected integer data, but array contains floating point values",
    ctx: {},
  };
}

/** A value that would wrap or become infinite; `value` as Python writes it. */
export function outOfRange(expected: DType, value: string): ArrayFault {
  return {
    type: "array_value_out_of_range",
    msg: `Array values do not fit into dtype '${expected}' (e.g. ${value})`,
    ctx: { expected_dtype: expected, value },
  };
}

/** Lists that have no rectangular shape. */
export function ragged(message: string): ArrayFault {
  return { type: "value_error", msg: `Value error, ${message}`, ctx: { error: {} } };
}

/** A shape as Python prints tuples. */
export function tuple(shape: readonly (number | null)[]): string {
  const parts = shape.map((length) => length === null ? "None" : String(length));
  return parts.length === 1 ? `(${parts[0]},)` : `(${parts.join(", ")})`;
}
