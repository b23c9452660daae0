/** The typed arrays behind dtypes. @module */

import type { DType } from "./dtype.ts";

/** A complex number. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

/** The typed array that holds each dtype; bool is 0/1 bytes, complex is re, im, re, im, …. */
export interface DataByDType {
  float16: Float16Array<ArrayBuffer>;
  float32: Float32Array<ArrayBuffer>;
  float64: Float64Array<ArrayBuffer>;
  int8: Int8Array<ArrayBuffer>;
  int16: Int16Array<ArrayBuffer>;
  int32: Int32Array<ArrayBuffer>;
  int64: BigInt64Array<ArrayBuffer>;
  bool: Uint8Array<ArrayBuffer>;
  uint8: Uint8Array<ArrayBuffer>;
  uint16: Uint16Array<ArrayBuffer>;
  uint32: Uint32Array<ArrayBuffer>;
  uint64: BigUint64Array<ArrayBuffer>;
  complex64: Float32Array<ArrayBuffer>;
  complex128: Float64Array<ArrayBuffer>;
}

/** The typed array of a dtype. */
export type TypedData<D extends DType = DType> = DataByDType[D];

/** What one element is to a module's author. */
export type ElementOf<D extends DType> = D extends "int64" | "uint64" ? bigint
  : D extends "bool" ? boolean
  : D extends "complex64" | "complex128" ? Complex
  : number;

interface DataConstructor {
  new (length: number): TypedData;
  new (buffer: ArrayBuffer, byteOffset: number, length: number): TypedData;
}

const CONSTRUCTORS: Readonly<Record<DType, DataConstructor>> = {
  float16: Float16Array,
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  complex64: Float32Array,
  complex128: Float64Array,
};

/** A zeroed typed array of `length` numbers (two a complex element). */
export function newData<D extends DType>(dtype: D, length: number): TypedData<D> {
  return new CONSTRUCTORS[dtype](length) as TypedData<D>;
}

/**
 * Sees bytes as a typed array: a view where they are aligned, else a copy.
 *
 * @param bytes A multiple of the number's size.
 */
export function dataOver<D extends DType>(dtype: D, bytes: Uint8Array<ArrayBuffer>): TypedData<D> {
  const Constructor = CONSTRUCTORS[dtype];
  const size = newData(dtype, 0).BYTES_PER_ELEMENT;
  const aligned = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  return new Constructor(
    aligned.buffer,
    aligned.byteOffset,
    aligned.byteLength / size,
  ) as TypedData<D>;
}

/** The dtype that a typed array has by itself. */
export function dtypeOfData(data: ArrayBufferView): DType | undefined {
  if (data instanceof Uint8ClampedArray) return "uint8";
  for (const [dtype, Constructor] of Object.entries(CONSTRUCTORS)) {
    if (dtype !== "bool" && data instanceof Constructor) return dtype as DType;
  }
  return undefined;
}
