/** Sums of products over arrays, complex ones too. @module */

import { type Values, zeroValues } from "../gradients/values.ts";

/** `sum(a · b)` over all elements, without conjugation. */
export function dot(a: Values, b: Values): { re: number; im: number } {
  if (a.re.length !== b.re.length) throw mismatch(a, b);
  let [re, im] = [0, 0];
  for (let k = 0; k < a.re.length; k++) {
    const [ar, ai, br, bi] = [a.re[k] ?? NaN, a.im?.[k] ?? 0, b.re[k] ?? NaN, b.im?.[k] ?? 0];
    re += ar * br - ai * bi;
    im += ar * bi + ai * br;
  }
  return { re, im };
}

/** `v · J` over the leading axes of `J`, which are those of `v`. @throws {RangeError} When not. */
export function contractLeading(v: Values, jacobian: Values): Values {
  const shape = jacobian.shape.slice(v.shape.length);
  if (!isPrefix(v.shape, jacobian.shape)) throw mismatch(v, jacobian);
  const result = zeroValues(shape, { isComplex: v.im !== null || jacobian.im !== null });
  const width = result.re.length;
  for (let row = 0; row < v.re.length; row++) {
    for (let column = 0; column < width; column++) {
      addProduct(result, column, [v, row], [jacobian, row * width + column]);
    }
  }
  return result;
}

/** `J · v` over the trailing axes of `J`, which are those of `v`. @throws {RangeError} When not. */
export function contractTrailing(jacobian: Values, v: Values): Values {
  const shape = jacobian.shape.slice(0, jacobian.shape.length - v.shape.length);
  const isSuffix = isPrefix(v.shape.toReversed(), jacobian.shape.toReversed());
  if (!isSuffix) throw mismatch(v, jacobian);
  const result = zeroValues(shape, { isComplex: v.im !== null || jacobian.im !== null });
  const width = v.re.length;
  for (let row = 0; row < result.re.length; row++) {
    for (let column = 0; column < width; column++) {
      addProduct(result, row, [jacobian, row * width + column], [v, column]);
    }
  }
  return result;
}

/** Adds one array's elements to another's, which may become complex. */
export function sumOf(parts: readonly Values[]): Values {
  const [first] = parts;
  if (first === undefined) return zeroValues([], { isComplex: false });
  const sum = zeroValues(first.shape, { isComplex: parts.some(({ im }) => im !== null) });
  for (const part of parts) {
    if (part.re.length !== sum.re.length) throw mismatch(part, sum);
    for (let k = 0; k < sum.re.length; k++) {
      sum.re[k] = (sum.re[k] ?? NaN) + (part.re[k] ?? NaN);
      if (sum.im !== null) sum.im[k] = (sum.im[k] ?? NaN) + (part.im?.[k] ?? 0);
    }
  }
  return sum;
}

function addProduct(
  target: Values,
  at: number,
  [a, i]: readonly [Values, number],
  [b, j]: readonly [Values, number],
): void {
  const [ar, ai, br, bi] = [a.re[i] ?? NaN, a.im?.[i] ?? 0, b.re[j] ?? NaN, b.im?.[j] ?? 0];
  target.re[at] = (target.re[at] ?? NaN) + ar * br - ai * bi;
  if (target.im !== null) target.im[at] = (target.im[at] ?? NaN) + ar * bi + ai * br;
}

function isPrefix(start: readonly number[], shape: readonly number[]): boolean {
  return start.every((length, axis) => shape[axis] === length);
}

function mismatch(a: Values, b: Values): RangeError {
  return new RangeError(
    `Cannot multiply arrays: found shapes [${a.shape}] and [${b.shape}], which do not fit`,
  );
}
