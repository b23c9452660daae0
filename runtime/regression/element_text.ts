/** Values as Python and numpy print them, for messages of failed tests. @module */

import { type DType, dtypeInfo } from "../arrays/dtype.ts";
import type { NDArray } from "../arrays/ndarray.ts";
import { pythonComplex, pythonFloat } from "../arrays/python_number.ts";
import type { Complex } from "../arrays/typed_data.ts";

/** One element of an array as exact as its dtype: a number, a bigint, or both parts. */
export type Element = number | bigint | Complex;

/** The element at a position in C order; bool is 0 or 1. */
export function elementAt({ data, dtype }: NDArray, position: number): Element {
  const { lanes, kind } = dtypeInfo(dtype);
  const first = data[position * lanes] ?? 0;
  return kind === "complex"
    ? { re: Number(first), im: Number(data[position * lanes + 1] ?? 0) }
    : first;
}

/** `obtained − expected`, rounded as the dtype rounds; integers do not wrap. */
export function difference(obtained: Element, expected: Element, dtype: DType): Element {
  if (typeof obtained === "bigint" && typeof expected === "bigint") return obtained - expected;
  if (typeof obtained === "object" || typeof expected === "object") {
    const [a, b] = [asComplex(obtained), asComplex(expected)];
    const round = rounding(dtype);
    return { re: round(a.re - b.re), im: round(a.im - b.im) };
  }
  return rounding(dtype)(Number(obtained) - Number(expected));
}

/** `|x|`; an integer stays one. */
export function magnitude(element: Element): number | bigint {
  if (typeof element === "bigint") return element < 0n ? -element : element;
  return typeof element === "object" ? Math.hypot(element.re, element.im) : Math.abs(element);
}

/** Rounds a number as the elements of a dtype are rounded; for complex, as one of the parts. */
export function rounding(dtype: DType): (value: number) => number {
  switch (dtype) {
    case "float16":
      return Math.f16round;
    case "float32":
    case "complex64":
      return Math.fround;
    default:
      return (value) => value;
  }
}

/** An element as numpy prints it. */
export function elementText(element: Element, dtype: DType): string {
  if (typeof element === "bigint") return String(element);
  if (typeof element === "object") return complexText(element, rounding(dtype));
  const { kind } = dtypeInfo(dtype);
  if (kind === "bool") return element === 0 ? "False" : "True";
  return kind === "int" || kind === "uint" ? String(element) : floatText(element, rounding(dtype));
}

/** A float with as many digits as tell it from its neighbours. */
export function floatText(value: number, round: (value: number) => number): string {
  for (let digits = 1; digits <= 17 && Number.isFinite(value); digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (round(shorter) === value) return pythonFloat(shorter);
  }
  return pythonFloat(value);
}

function complexText({ re, im }: Complex, round: (value: number) => number): string {
  const parts = [re, im].map((part) => Number(floatText(part, round)));
  const [shownRe = re, shownIm = im] = parts.map((part, i) =>
    Number.isNaN(part) ? (i === 0 ? re : im) : part
  );
  const text = pythonComplex(shownRe, shownIm);
  return Object.is(re, 0) ? text.replace(/^0\+?/, "") : `(${text})`;
}

function asComplex(element: Element): Complex {
  return typeof element === "object" ? element : { re: Number(element), im: 0 };
}
