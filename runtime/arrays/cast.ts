/** Makes an array meet its declaration: rank, shape, dtype, in that order. @module */

import {
  type ArrayFault,
  ArrayFaultError,
  outOfRange,
  wrongDType,
  wrongRank,
  wrongShape,
} from "./array_fault.ts";
import { canCast, type DType, dtypeInfo } from "./dtype.ts";
import { NDArray, sizeOf } from "./ndarray.ts";
import { pythonFloat } from "./python_number.ts";
import type { ArraySpec } from "./spec.ts";
import { newData, type TypedData } from "./typed_data.ts";

/** How strictly a declaration is meant. */
export interface Strictness {
  /** No broadcasting of axes of length 1. */
  readonly strictShapes: boolean;
  /** The dtype must be the declared one. */
  readonly strictTypes: boolean;
}

type AnyData = { [index: number]: number | bigint; readonly length: number };

/**
 * The array as declared. The same object comes back when nothing had to change.
 *
 * @throws {ArrayFaultError} When the array does not fit.
 */
export function conform(array: NDArray, spec: ArraySpec, strictness: Strictness): NDArray {
  const shape = resolveShape(array.shape, spec, strictness);
  const dtype = resolveDType(array.dtype, spec.dtype, strictness);
  const cast = castTo(array, dtype);
  return isSameShape(shape, cast.shape) ? cast : broadcast(cast, shape);
}

/** The shape after broadcasting; @throws {ArrayFaultError} */
export function resolveShape(
  actual: readonly number[],
  spec: ArraySpec,
  { strictShapes }: Strictness,
): readonly number[] {
  if (spec.shape === "any") return actual;
  if (spec.shape.length !== actual.length) {
    throw new ArrayFaultError(wrongRank(actual.length, spec.shape.length));
  }
  const wanted = spec.shape.map((length, axis) => length ?? actual[axis] ?? 0);
  const fits = wanted.every((length, axis) =>
    actual[axis] === length || (!strictShapes && actual[axis] === 1)
  );
  if (!fits) throw new ArrayFaultError(wrongShape(actual, wanted, { strict: strictShapes }));
  return wanted;
}

/** The dtype that the value takes on; @throws {ArrayFaultError} */
export function resolveDType(
  actual: DType,
  declared: DType | null,
  { strictTypes }: Pick<Strictness, "strictTypes">,
): DType {
  if (declared === null || actual === declared) return actual;
  if (strictTypes || !canCast(actual, declared)) {
    throw new ArrayFaultError(wrongDType(actual, declared, { strict: strictTypes }));
  }
  return declared;
}

/**
 * The same values in another dtype, which {@linkcode canCast} must allow.
 *
 * @throws {ArrayFaultError} `array_value_out_of_range` for what would wrap or become infinite.
 */
export function castTo(array: NDArray, dtype: DType): NDArray {
  if (array.dtype === dtype) return array;
  const from = dtypeInfo(array.dtype);
  const to = dtypeInfo(dtype);
  const data = newData(dtype, array.size * to.lanes);
  if (to.range !== undefined) castToInteger(array.data, data, dtype);
  else castToFloat(array.data, data, { dtype, stride: to.lanes > from.lanes ? 2 : 1 });
  return new NDArray(dtype, array.shape, data);
}

function castToInteger(source: TypedData, target: TypedData, dtype: DType): void {
  const [low, high] = dtypeInfo(dtype).range ?? [0n, 0n];
  const values = source as AnyData;
  const into = target as AnyData;
  const isBig = target instanceof BigInt64Array || target instanceof BigUint64Array;
  let smallest = values[0] ?? 0;
  let largest = smallest;
  for (let k = 0; k < values.length; k++) {
    const value = values[k] ?? 0;
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
  }
  // comparison across bigint and number is exact
  if (smallest < low) throw new ArrayFaultError(outOfRange(dtype, smallest.toString()));
  if (largest > high) throw new ArrayFaultError(outOfRange(dtype, largest.toString()));
  for (let k = 0; k < values.length; k++) {
    into[k] = isBig ? BigInt(values[k] ?? 0) : Number(values[k]);
  }
}

function castToFloat(
  source: TypedData,
  target: TypedData,
  { dtype, stride }: { dtype: DType; stride: number },
): void {
  const values = source as AnyData;
  const into = target as AnyData;
  for (let k = 0; k < values.length; k++) {
    const value = Number(values[k]);
    into[k * stride] = value;
    if (Number.isFinite(into[k * stride]) || !Number.isFinite(value)) continue;
    const isInteger = source instanceof Float32Array || source instanceof Float64Array ||
        source instanceof Float16Array
      ? false
      : true;
    throw new ArrayFaultError(
      outOfRange(dtype, isInteger ? String(values[k]) : pythonFloat(value)),
    );
  }
}

function broadcast(array: NDArray, shape: readonly number[]): NDArray {
  const { lanes } = dtypeInfo(array.dtype);
  const result = NDArray.zeros(array.dtype, shape);
  const source = array.data as AnyData;
  const target = result.data as AnyData;
  const strides = stridesOf(array.shape).map((stride, axis) =>
    array.shape[axis] === 1 ? 0 : stride
  );
  const index = shape.map(() => 0);
  const total = sizeOf(shape);
  for (let k = 0; k < total; k++) {
    let at = 0;
    for (let axis = 0; axis < shape.length; axis++) at += (index[axis] ?? 0) * (strides[axis] ?? 0);
    for (let lane = 0; lane < lanes; lane++) {
      target[k * lanes + lane] = source[at * lanes + lane] ?? 0;
    }
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1;
      index[axis] = next < (shape[axis] ?? 0) ? next : 0;
      if (index[axis] !== 0) break;
    }
  }
  return result;
}

function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  }
  return strides;
}

function isSameShape(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((length, axis) => length === other[axis]);
}

/** Whether a decoding result is a fault. */
export function isArrayFault(value: NDArray | ArrayFault): value is ArrayFault {
  return !(value instanceof NDArray);
}
