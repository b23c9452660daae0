/** Arrays to begin with, chosen so that many modules accept them. @module */

import { type DType, dtypeInfo } from "../../runtime/arrays/dtype.ts";
import type { ArrayValue } from "../arrays/array_value.ts";
import { arrayOfNumbers, type ArrayType } from "../arrays/from_numbers.ts";

/** Length of axes that may have any; the same everywhere, because lengths often have to agree. */
const FREE_LENGTH = 3;

/**
 * A scalar 1, a vector 1, 2, 3, or identity matrices, which can be inverted and whose rows are points that
 * do not lie on a line. Integers count along the last axis from 0, because they are mostly indices.
 */
export function exampleArray({ dtype = "float64", shape = [null] }: ArrayType): ArrayValue {
  const lengths = shape.map((length) => length ?? FREE_LENGTH);
  return filled(dtype, lengths, (index) => tokenAt(dtype, index, lengths));
}

/** An array with the same number everywhere. */
export function constantArray(
  type: ArrayType,
  shape: readonly number[],
  token: string,
): ArrayValue {
  return filled(type.dtype ?? "float64", shape, () => token);
}

function filled(
  dtype: DType,
  shape: readonly number[],
  token: (index: readonly number[]) => string,
): ArrayValue {
  const tokens: string[] = [];
  const visit = (index: readonly number[]) => {
    const length = shape[index.length];
    if (length === undefined) tokens.push(token(index));
    else for (let at = 0; at < length; at++) visit([...index, at]);
  };
  visit([]);
  return arrayOfNumbers({ shape, tokens }, { dtype });
}

function tokenAt(dtype: DType, index: readonly number[], shape: readonly number[]): string {
  const { kind } = dtypeInfo(dtype);
  const [last = 0, row] = index.toReversed();
  if (kind === "bool") return String(last % 2 === 0);
  if (kind === "int" || kind === "uint") return shape.length === 0 ? "1" : String(last % 100);
  return row === undefined ? String(last + 1) : row === last ? "1" : "0";
}
