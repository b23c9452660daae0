/** Elements and arrays as text. @module */

import { dtypeInfo } from "../../runtime/arrays/dtype.ts";
import { type ArrayValue, laneReader } from "./array_value.ts";

/** How one number is written. */
export type WriteNumber = (value: number | bigint) => string;

/** Writes a number so that reading it gives the same value; NaN and infinities by name. */
function exactNumber(value: number | bigint): string {
  return Object.is(value, -0) ? "-0.0" : String(value);
}

/** Writes a number for people, in about 6 digits. */
export function shortNumber(value: number | bigint): string {
  if (typeof value === "bigint" || Number.isInteger(value) && Math.abs(value) < 1e9) {
    return String(value);
  }
  return String(Number(value.toPrecision(6)));
}

/** Gives the text of the element at a flat index: numbers, `true`, or `1+2j`. */
export function elementWriter(
  array: ArrayValue,
  write: WriteNumber = exactNumber,
): (index: number) => string {
  const read = laneReader(array);
  const { kind } = dtypeInfo(array.dtype);
  if (kind === "bool") return (index) => (Number(read(index)) === 0 ? "false" : "true");
  if (kind === "complex") {
    return (index) => {
      const imaginary = write(read(2 * index + 1));
      return `${write(read(2 * index))}${/^[-]/.test(imaginary) ? "" : "+"}${imaginary}j`;
    };
  }
  return (index) => write(read(index));
}

/** The array as nested lists; rows of matrices on lines of their own. */
export function nestedText(
  array: ArrayValue,
  element: (index: number) => string = elementWriter(array),
): string {
  const { shape } = array;
  const strides = shape.map((_, axis) =>
    shape.slice(axis + 1).reduce((product, length) => product * length, 1)
  );
  function write(axis: number, start: number): string {
    const length = shape[axis];
    if (length === undefined) return element(start);
    const items = Array.from(
      { length },
      (_, index) => write(axis + 1, start + index * (strides[axis] ?? 1)),
    );
    if (axis === shape.length - 1) return `[${items.join(", ")}]`;
    return `[${items.join(`,\n${" ".repeat(axis + 1)}`)}]`;
  }
  return write(0, 0);
}
