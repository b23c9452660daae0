/** Makes arrays of numbers in text form. @module */

import { type DType, dtypeInfo } from "../../runtime/arrays/dtype.ts";
import { ArrayValue, lanesOf, sizeOf } from "./array_value.ts";
import type { NumberTable } from "./nested_text.ts";

/** What a field declares of its array; left out is what may be anything. */
export interface ArrayType {
  readonly dtype?: DType;
  /** Axis lengths; null is any length. */
  readonly shape?: readonly (number | null)[];
}

/**
 * Makes an array of what somebody wrote. Floats stay in double precision, whatever is declared: the
 * server casts, and what was typed goes out as it was typed.
 *
 * @throws {RangeError} When an element does not fit an integer dtype.
 */
export function arrayOfNumbers(table: NumberTable, type: ArrayType = {}): ArrayValue {
  const dtype = carrierOf(type.dtype) ?? inferDType(table.tokens);
  const shape = fitRank(table.shape, type.shape);
  const { itemsizeBytes } = dtypeInfo(dtype);
  const array = new ArrayValue(dtype, shape, new Uint8Array(sizeOf(shape) * itemsizeBytes));
  const lanes = lanesOf(array);
  if (lanes instanceof BigInt64Array || lanes instanceof BigUint64Array) {
    table.tokens.forEach((token, index) => lanes[index] = integerOf(token, dtype));
  } else if (dtypeInfo(dtype).kind === "complex") {
    table.tokens.forEach((token, index) => lanes.set(complexOf(token), 2 * index));
  } else {
    const isInteger = dtypeInfo(dtype).range !== undefined;
    table.tokens.forEach((token, index) => {
      lanes[index] = isInteger ? Number(integerOf(token, dtype)) : numberOf(token);
    });
  }
  return array;
}

/** The dtype in which what somebody writes for a declared one is held and sent. */
export function carrierOf(declared: DType | undefined): DType | undefined {
  if (declared === undefined) return undefined;
  switch (dtypeInfo(declared).kind) {
    case "float":
      return "float64";
    case "complex":
      return "complex128";
    case "int":
    case "uint":
    case "bool":
      return declared;
  }
}

function inferDType(tokens: readonly string[]): DType {
  if (tokens.some((token) => /j$/i.test(token))) return "complex128";
  if (tokens.length > 0 && tokens.every((token) => /^(true|false)$/i.test(token))) return "bool";
  return tokens.length > 0 && tokens.every((token) => /^[+-]?\d+$/.test(token))
    ? "int64"
    : "float64";
}

/** A row or a column of a table is a vector where a vector is declared, a single number a vector of one. */
function fitRank(
  found: readonly number[],
  declared: readonly (number | null)[] | undefined,
): readonly number[] {
  if (declared === undefined || declared.length === found.length) return found;
  const long = found.filter((length) => length !== 1);
  if (declared.length === 1 && found.length === 2 && long.length <= 1) return [sizeOf(found)];
  if (declared.length === 1 && found.length === 0) return [1];
  if (declared.length === 2 && found.length === 1 && declared[1] === 1) return [...found, 1];
  return found;
}

function integerOf(token: string, dtype: DType): bigint {
  const value = /^[+-]?\d[\d_]*(\.0*)?$/.test(token)
    ? BigInt(token.replace(/\.0*$|_/g, "").replace(/^\+/, ""))
    : undefined;
  const [least, greatest] = dtypeInfo(dtype).range ?? [0n, 1n];
  if (value === undefined || value < least || value > greatest) {
    throw new RangeError(
      `Cannot use ${token}: expected ${dtype}, an integer from ${least} to ${greatest}`,
    );
  }
  return value;
}

function numberOf(token: string): number {
  const name = /^([+-]?)(nan|inf|infinity|true|false)$/i.exec(token);
  if (name === null) return Number(token.replaceAll("_", ""));
  const word = (name[2] ?? "").toLowerCase();
  if (word === "nan") return NaN;
  if (word === "true" || word === "false") return word === "true" ? 1 : 0;
  return name[1] === "-" ? -Infinity : Infinity;
}

const REAL = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`;
const PARTS = new RegExp(`^(?:(${REAL})(?=[+-]))?(${REAL})j$`, "i");

function complexOf(token: string): [number, number] {
  const parts = PARTS.exec(token);
  return parts === null ? [numberOf(token), 0] : [Number(parts[1] ?? 0), Number(parts[2])];
}
