/** Derivatives from differences of a function's values. @module */

import { dtypeInfo } from "../arrays/dtype.ts";
import { NDArray } from "../arrays/ndarray.ts";
import { type Values, zeroValues } from "./values.ts";

/** Which element moves, and how far. */
export interface Step {
  /** Where the derivative is wanted. */
  readonly at: NDArray;
  /** Position of the element in C order. */
  readonly element: number;
  /** Absolute, in the input's unit. */
  readonly eps: number;
}

/**
 * Central difference along one element: `(f(x + eps·e) − f(x − eps·e)) / 2·eps`, with the input
 * moved in its own dtype.
 *
 * @param evaluate Gives all outputs at a point; it may keep the array it is given.
 * @returns One entry for each output of `evaluate`, of that output's shape.
 * @throws {TypeError} When the input's dtype is not a float or complex one.
 */
export async function centralDifference(
  evaluate: (point: NDArray) => Promise<readonly Values[]>,
  { at, element, eps }: Step,
): Promise<Values[]> {
  const above = await evaluate(moved(at, element, eps));
  const below = await evaluate(moved(at, element, -eps));
  return above.map((plus, i) => differenceQuotient(plus, below[i], 2 * eps));
}

/** A copy of an array with `distance` added to one element, rounded as the dtype rounds. */
export function moved(array: NDArray, element: number, distance: number): NDArray {
  const { kind } = dtypeInfo(array.dtype);
  if (kind !== "float" && kind !== "complex") {
    throw new TypeError(`Cannot take differences along an array of dtype ${array.dtype}`);
  }
  const data = array.data.slice();
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    throw new TypeError(`Cannot take differences along an array of dtype ${array.dtype}`);
  }
  const at = kind === "complex" ? 2 * element : element;
  // The step has the array's precision before the sum does, as in numpy.
  const step = data.slice(0, 1);
  step[0] = distance;
  data[at] = (data[at] ?? NaN) + (step[0] ?? NaN);
  return NDArray.from(array.dtype, array.shape, data);
}

/**
 * `(plus − minus) / width`, element by element.
 *
 * @throws {RangeError} When there is nothing to subtract, or it has another size.
 */
export function differenceQuotient(
  plus: Values,
  minus: Values | undefined,
  width: number,
): Values {
  if (minus === undefined || minus.re.length !== plus.re.length) {
    throw new RangeError("Cannot take a difference: the shape of the output changed with the step");
  }
  const isComplex = plus.im !== null || minus.im !== null;
  const quotient = zeroValues(plus.shape, { isComplex });
  for (let i = 0; i < quotient.re.length; i++) {
    quotient.re[i] = ((plus.re[i] ?? NaN) - (minus.re[i] ?? NaN)) / width;
    if (quotient.im === null) continue;
    quotient.im[i] = ((plus.im?.[i] ?? 0) - (minus.im?.[i] ?? 0)) / width;
  }
  return quotient;
}
