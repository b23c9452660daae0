/** Arrays written as plain JSON: a number, a bool or nested lists of them. @module */

import { JsonFloat } from "../payload/json_float.ts";
import { type ArrayFault, ArrayFaultError, nonNumeric, ragged } from "./array_fault.ts";
import { resolveDType, resolveShape, type Strictness } from "./cast.ts";
import type { DType } from "./dtype.ts";
import { NDArray } from "./ndarray.ts";
import { flatten, RaggedError } from "./nested.ts";
import type { ArraySpec } from "./spec.ts";
import { type Complex, newData } from "./typed_data.ts";

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);
const UINT64_MAX = 2n ** 64n - 1n;

/**
 * The array that plain JSON stands for, with the dtype that numpy would infer, before any cast.
 * Where the declared dtype is a float, the values go straight into it.
 *
 * @throws {ArrayFaultError} When it is no numeric array.
 */
export function decodeBare(raw: unknown, spec: ArraySpec, strictness: Strictness): NDArray {
  const direct = flatFloat64(raw, spec, strictness);
  if (direct !== undefined) return direct;
  const { shape, elements } = flattenOrFault(unfolded(raw));
  const inferred = inferDType(elements);
  // the shape is checked before the dtype, as upstream does
  resolveShape(shape, spec, strictness);
  const declared = resolveDType(inferred, spec.dtype, strictness);
  return fill(declared === "float64" ? declared : inferred, shape, elements);
}

/** The common case, one list of numbers for float64, in one pass. */
function flatFloat64(
  raw: unknown,
  spec: ArraySpec,
  { strictTypes }: Strictness,
): NDArray | undefined {
  if (spec.dtype !== "float64" || strictTypes || !Array.isArray(raw)) return undefined;
  const data = new Float64Array(raw.length);
  for (let k = 0; k < raw.length; k++) {
    const element: unknown = raw[k];
    if (typeof element !== "number") return undefined;
    data[k] = element;
  }
  return new NDArray("float64", [raw.length], data);
}

/** Arrays in a module's list become lists themselves: such a list is a stack of them. */
function unfolded(raw: unknown): unknown {
  if (raw instanceof NDArray) return raw.toNested();
  if (ArrayBuffer.isView(raw) && !(raw instanceof DataView)) return Array.from(raw as Float64Array);
  const isStack = Array.isArray(raw) && typeof raw[0] === "object" &&
    !(raw[0] instanceof JsonFloat);
  return isStack ? raw.map(unfolded) : raw;
}

function flattenOrFault(raw: unknown): { shape: number[]; elements: unknown[] } {
  try {
    return flatten(raw);
  } catch (error) {
    if (error instanceof RaggedError) throw new ArrayFaultError(raggedFault(raw, error));
    throw error;
  }
}

/** Lists that are ragged because they hold something else entirely are not numeric first. */
function raggedFault(raw: unknown, error: RaggedError): ArrayFault {
  return containsOnlyNumbers(raw) ? ragged(error.message) : nonNumeric();
}

function containsOnlyNumbers(raw: unknown): boolean {
  const open: unknown[] = [raw];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (Array.isArray(node)) open.push(...node.slice(0, 10_000));
    else if (!isNumeric(node)) return false;
  }
  return true;
}

function isNumeric(value: unknown): boolean {
  return typeof value === "number" || typeof value === "boolean" || typeof value === "bigint" ||
    value instanceof JsonFloat || isComplex(value);
}

/** How modules hand over complex numbers. */
function isComplex(value: unknown): value is Complex {
  return typeof value === "object" && value !== null && "re" in value && "im" in value &&
    typeof value.re === "number" && typeof value.im === "number";
}

/** What numpy makes of a list of Python numbers. */
function inferDType(elements: readonly unknown[]): DType {
  let [complex, floats, ints, bools, beyondInt64] = [0, 0, 0, 0, 0];
  for (const element of elements) {
    if (typeof element === "number") isInt64(element) ? ints++ : floats++;
    else if (element instanceof JsonFloat) floats++;
    else if (typeof element === "boolean") bools++;
    else if (typeof element === "bigint") {
      if (element > UINT64_MAX || element < INT64_MIN) throw new ArrayFaultError(nonNumeric());
      element > INT64_MAX ? beyondInt64++ : ints++;
    } else if (isComplex(element)) complex++;
    else throw new ArrayFaultError(nonNumeric());
  }
  if (complex > 0) return "complex128";
  if (elements.length === 0 || floats > 0) return "float64";
  if (beyondInt64 > 0) return ints + bools > 0 ? "float64" : "uint64";
  return ints > 0 ? "int64" : "bool";
}

/** Larger ones come as bigint where they were integers. */
function isInt64(value: number): boolean {
  return Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63;
}

function fillComplex(shape: readonly number[], elements: readonly unknown[]): NDArray {
  const data = new Float64Array(2 * elements.length);
  for (const [k, element] of elements.entries()) {
    const { re, im } = isComplex(element) ? element : { re: Number(element), im: 0 };
    data[2 * k] = re;
    data[2 * k + 1] = im;
  }
  return new NDArray("complex128", shape, data);
}

function fill(dtype: DType, shape: readonly number[], elements: readonly unknown[]): NDArray {
  if (dtype === "complex128") return fillComplex(shape, elements);
  const data = newData(dtype, elements.length) as { [index: number]: number | bigint };
  const isBig = dtype === "int64" || dtype === "uint64";
  for (const [k, element] of elements.entries()) {
    const value = element instanceof JsonFloat ? element.value : element;
    data[k] = isBig ? BigInt(value as number) : Number(value);
  }
  return new NDArray(dtype, shape, data as Float64Array<ArrayBuffer>);
}
