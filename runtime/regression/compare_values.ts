/** Whether two values of one type are close enough. @module */

import { isDeepStrictEqual } from "node:util";
import { dtypeInfo } from "../arrays/dtype.ts";
import { NDArray } from "../arrays/ndarray.ts";
import { pythonFloat } from "../arrays/python_number.ts";
import { arraySpecOf } from "../schema/array_schema.ts";
import { type ArrayPair, describeDifferences } from "./array_difference.ts";
import type { LeafPair } from "./compare_structure.ts";
import { difference, type Element, elementAt, elementText } from "./element_text.ts";
import { isIntegerSchema, unwrap } from "./schema_children.ts";

/** How far floats may be apart: `|obtained − expected| ≤ atol + rtol·|expected|`. */
export interface Tolerance {
  readonly atol: number;
  readonly rtol: number;
}

/**
 * Compares one leaf. Floats and complex numbers have a tolerance, everything else must be equal;
 * NaN equals NaN inside arrays only, as upstream compares.
 *
 * @returns A message in upstream's layout, or null when they are close.
 */
export function compareValues(pair: LeafPair, tolerance: Tolerance): string | null {
  const { obtained, expected, path } = pair;
  if (expected instanceof NDArray && obtained instanceof NDArray) {
    return expected.shape.length === 0
      ? compareScalars({ obtained, expected }, path, tolerance)
      : compareArrays({ obtained, expected }, path, tolerance);
  }
  if (typeof expected === "number" && typeof obtained === "number") {
    const isInteger = isIntegerSchema(pair.schema) || isIntegerArray(pair);
    const isSame = isInteger
      ? obtained === expected
      : isClose(obtained, expected, { ...tolerance, equalNan: false });
    if (isSame) return null;
    const text = isInteger ? String : pythonFloat;
    return block(path, [text(expected), text(obtained), text(obtained - expected)]);
  }
  if (typeof expected === "bigint" && typeof obtained === "bigint") {
    if (obtained === expected) return null;
    return block(path, [`${expected}`, `${obtained}`, `${obtained - expected}`]);
  }
  if (isDeepStrictEqual(obtained, expected)) return null;
  return block(path, [textOf(expected), textOf(obtained)]);
}

function compareArrays(pair: ArrayPair, path: string, tolerance: Tolerance): string | null {
  const isSame = elementComparison(pair, { ...tolerance, equalNan: true });
  const positions: number[] = [];
  for (let i = 0; i < pair.expected.size; i++) if (!isSame(i)) positions.push(i);
  if (positions.length === 0) return null;
  return `${path}\n${describeDifferences(pair, positions)}`;
}

function compareScalars(pair: ArrayPair, path: string, tolerance: Tolerance): string | null {
  if (elementComparison(pair, { ...tolerance, equalNan: false })(0)) return null;
  const { dtype } = pair.expected;
  const [obtained, expected] = [elementAt(pair.obtained, 0), elementAt(pair.expected, 0)];
  const texts = [expected, obtained].map((element) => elementText(element, dtype));
  if (dtypeInfo(dtype).kind !== "bool") {
    texts.push(elementText(difference(obtained, expected, dtype), dtype));
  }
  return block(path, texts);
}

function elementComparison(
  { obtained, expected }: ArrayPair,
  tolerance: Tolerance & { equalNan: boolean },
): (position: number) => boolean {
  const { kind } = dtypeInfo(expected.dtype);
  const [found, wanted] = [obtained.data, expected.data];
  if (kind === "float") {
    return (i) => isClose(Number(found[i]), Number(wanted[i]), tolerance);
  }
  if (kind !== "complex") return (i) => found[i] === wanted[i];
  return (i) => isCloseComplex(elementAt(obtained, i), elementAt(expected, i), tolerance);
}

function isClose(
  obtained: number,
  expected: number,
  { atol, rtol, equalNan }: Tolerance & { equalNan: boolean },
): boolean {
  if (obtained === expected) return true;
  if (equalNan && Number.isNaN(obtained) && Number.isNaN(expected)) return true;
  if (!Number.isFinite(expected)) return false;
  return Math.abs(obtained - expected) <= atol + rtol * Math.abs(expected);
}

function isCloseComplex(
  obtained: Element,
  expected: Element,
  tolerance: Tolerance & { equalNan: boolean },
): boolean {
  if (typeof obtained !== "object" || typeof expected !== "object") return false;
  if (obtained.re === expected.re && obtained.im === expected.im) return true;
  const [isNan, shouldBeNan] = [obtained, expected].map(({ re, im }) => Number.isNaN(re + im));
  if (tolerance.equalNan && isNan && shouldBeNan) return true;
  const size = Math.hypot(expected.re, expected.im);
  const distance = Math.hypot(obtained.re - expected.re, obtained.im - expected.im);
  return Number.isFinite(size) && distance <= tolerance.atol + tolerance.rtol * size;
}

/** Scalars of integer dtypes come as plain numbers. */
function isIntegerArray({ schema }: LeafPair): boolean {
  const bare = unwrap(schema);
  const dtype = bare === undefined ? undefined : arraySpecOf(bare)?.dtype;
  return dtype !== undefined && dtype !== null && /int/.test(dtype);
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "string" ? value : Deno.inspect(value);
}

function block(path: string, [expected, obtained, apart]: readonly string[]): string {
  const distance = apart === undefined ? "" : `\n  Difference: ${apart}`;
  return `${path}:\n  Expected: ${expected}\n  Obtained: ${obtained}${distance}`;
}
