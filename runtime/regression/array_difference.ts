/** What the message of a failed test says about one array. @module */

import { type DType, dtypeInfo } from "../arrays/dtype.ts";
import type { NDArray } from "../arrays/ndarray.ts";
import { pythonFloat } from "../arrays/python_number.ts";
import { difference, elementAt, elementText, magnitude, rounding } from "./element_text.ts";

/** Rows of the table of single differences. */
export const MAX_ROWS = 100;
const WIDTHS = [15, 20, 20, 20];

/** Two arrays of one shape and dtype. */
export interface ArrayPair {
  readonly obtained: NDArray;
  readonly expected: NDArray;
}

/**
 * Shape, number of differences, statistics of the errors where there are several, and a table of
 * the first differences, in upstream's layout.
 *
 * @param positions Where the arrays differ, in C order; not empty.
 */
export function describeDifferences(pair: ArrayPair, positions: readonly number[]): string {
  const { shape, size, dtype } = pair.expected;
  const lines = [
    `Shape: ${pythonTuple(shape)}`,
    `  Number of differences: ${share(positions.length, size)}`,
  ];
  if (dtypeInfo(dtype).kind !== "bool" && positions.length > 1) {
    lines.push("  Statistics are computed for differing elements only.");
    lines.push(...statistics(pair, positions));
  }
  lines.push("  Individual errors:");
  if (positions.length > MAX_ROWS) lines.push(`    Only showing first ${MAX_ROWS} mismatches.`);
  lines.push(row(["Index", "Obtained", "Expected", "Difference"]));
  for (const position of positions.slice(0, MAX_ROWS)) lines.push(differenceRow(pair, position));
  return lines.map((line) => `${line}\n`).join("") + "\n";
}

/** A shape or index as a Python tuple. */
export function pythonTuple(items: readonly number[]): string {
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(", ")})`;
}

function statistics({ obtained, expected }: ArrayPair, positions: readonly number[]): string[] {
  const { dtype } = expected;
  const absolute: (number | bigint)[] = [];
  const relative: number[] = [];
  for (const position of positions) {
    const wanted = elementAt(expected, position);
    const error = magnitude(difference(elementAt(obtained, position), wanted, dtype));
    absolute.push(error);
    const scale = Number(magnitude(wanted));
    if (scale !== 0) relative.push(Number(error) / scale);
  }
  const lines = [
    "  Stats for abs(obtained - expected):",
    ...summary(absolute, dtype),
  ];
  if (relative.length === 0) {
    lines.push("  Relative errors are not reported because all expected values are zero.");
    return lines;
  }
  lines.push("  Stats for abs(obtained - expected) / abs(expected):");
  if (relative.length !== absolute.length) {
    const count = share(relative.length, absolute.length);
    lines.push(`    Number of (differing) non-zero expected results: ${count}`);
    lines.push("    Relative errors are computed for the non-zero expected results.");
  }
  lines.push(...summary(relative, isInteger(dtype) ? "float64" : dtype));
  return lines;
}

function summary(errors: readonly (number | bigint)[], dtype: DType): string[] {
  const numbers = Float64Array.from(errors, Number).sort();
  const round = rounding(dtype);
  // numpy's f-strings turn single elements into Python's float first, with all its digits.
  const text = (value: number) => pythonFloat(round(value));
  const last = numbers.length - 1;
  // A typed array sorts NaN to its end, so one look tells whether there is any.
  const hasNan = Number.isNaN(numbers[last]);
  const middle = ((numbers[Math.floor(last / 2)] ?? NaN) + (numbers[Math.ceil(last / 2)] ?? NaN)) /
    2;
  const mean = numbers.reduce((sum, error) => sum + error, 0) / numbers.length;
  return [
    `    Max:     ${isInteger(dtype) ? String(largest(errors)) : text(numbers[last] ?? NaN)}`,
    `    Mean:    ${text(mean)}`,
    `    Median:  ${text(hasNan ? NaN : middle)}`,
  ];
}

function largest(errors: readonly (number | bigint)[]): number | bigint {
  return errors.reduce((max, error) => error > max ? error : max);
}

function differenceRow({ obtained, expected }: ArrayPair, position: number): string {
  const { dtype, shape } = expected;
  const [found, wanted] = [elementAt(obtained, position), elementAt(expected, position)];
  const index = indexOf(position, shape);
  return row([
    index.length === 1 ? String(index[0]) : `(${index.join(", ")})`,
    elementText(found, dtype),
    elementText(wanted, dtype),
    dtypeInfo(dtype).kind === "bool" ? "" : elementText(difference(found, wanted, dtype), dtype),
  ]);
}

function indexOf(position: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let rest = position;
  for (const length of shape.toReversed()) {
    index.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return index;
}

function row(cells: readonly string[]): string {
  return cells.map((cell, i) => cell.padStart(WIDTHS[i] ?? 0)).join("  ");
}

function share(part: number, whole: number): string {
  return `${part} / ${whole} (${(100 * part / whole).toFixed(1)}%)`;
}

function isInteger(dtype: DType): boolean {
  const { kind } = dtypeInfo(dtype);
  return kind === "int" || kind === "uint";
}
