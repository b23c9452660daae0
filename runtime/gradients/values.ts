/** Array elements as plain numbers, whatever their dtype, for comparing. @module */

import { dtypeInfo } from "../arrays/dtype.ts";
import type { NDArray } from "../arrays/ndarray.ts";

/** The elements of an array in C order. A copy: it stays when the array changes. */
export interface Values {
  readonly shape: readonly number[];
  /** Real parts. */
  readonly re: Float64Array<ArrayBuffer>;
  /** Imaginary parts; null for every dtype but the complex ones. */
  readonly im: Float64Array<ArrayBuffer> | null;
}

/** Copies an array's elements; 64-bit integers beyond 2^53 are rounded. */
export function valuesOf(array: NDArray): Values {
  const { data, shape, size } = array;
  const isComplex = dtypeInfo(array.dtype).kind === "complex";
  const re = new Float64Array(size);
  const im = isComplex ? new Float64Array(size) : null;
  for (let i = 0; i < size; i++) {
    re[i] = Number(data[isComplex ? 2 * i : i] ?? 0);
    if (im !== null) im[i] = Number(data[2 * i + 1] ?? 0);
  }
  return { shape: [...shape], re, im };
}

/** Zeros of a shape, with imaginary parts when asked for. */
export function zeroValues(shape: readonly number[], options: { isComplex: boolean }): Values {
  const size = shape.reduce((product, length) => product * length, 1);
  return {
    shape,
    re: new Float64Array(size),
    im: options.isComplex ? new Float64Array(size) : null,
  };
}

/** The elements at some positions, as a list. */
export function pick(values: Values, positions: readonly number[]): Values {
  const take = (from: Float64Array<ArrayBuffer>) =>
    Float64Array.from(positions, (at) => from[at] ?? NaN);
  return {
    shape: [positions.length],
    re: take(values.re),
    im: values.im === null ? null : take(values.im),
  };
}

/**
 * numpy's `allclose`: every element of `a` is within `atol + rtol·|b|` of that of `b`; infinities
 * are close to themselves, NaN to nothing.
 *
 * @throws {RangeError} When the sizes differ.
 */
export function allClose(
  a: Values,
  b: Values,
  { atol, rtol }: { atol: number; rtol: number },
): boolean {
  if (a.re.length !== b.re.length) {
    throw new RangeError(
      `Cannot compare values of shapes [${a.shape.join(", ")}] and [${b.shape.join(", ")}]`,
    );
  }
  for (let i = 0; i < a.re.length; i++) {
    const [aRe, aIm, bRe, bIm] = [a.re[i] ?? 0, a.im?.[i] ?? 0, b.re[i] ?? 0, b.im?.[i] ?? 0];
    if (aRe === bRe && aIm === bIm) continue;
    const size = Math.hypot(bRe, bIm);
    if (size === Infinity) return false;
    // Written so that NaN on either side is a difference.
    if (!(Math.hypot(aRe - bRe, aIm - bIm) <= atol + rtol * size)) return false;
  }
  return true;
}
