/** Arrays as the page holds them: bytes with a dtype and a shape. @module */

import { type DType, dtypeInfo } from "../../runtime/arrays/dtype.ts";

/** An array: little-endian bytes in C order, as they stand in `.npy` files and base64 envelopes. */
export class ArrayValue {
  /**
   * @param bytes Exactly `itemsize × Π shape` bytes at the start of a buffer of their own.
   * @throws {RangeError} When dtype, shape and length do not fit.
   */
  constructor(
    readonly dtype: DType,
    readonly shape: readonly number[],
    readonly bytes: Uint8Array<ArrayBuffer>,
  ) {
    const wanted = sizeOf(shape) * dtypeInfo(dtype).itemsizeBytes;
    if (bytes.byteLength !== wanted) {
      throw new RangeError(
        `Cannot read the array: found ${bytes.byteLength} bytes, expected ${wanted} for ` +
          `${dtype} of shape [${shape.join(", ")}]`,
      );
    }
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** A typed array over the bytes; floats of 16 bits come as their bits. Complex has two lanes. */
export type Lanes =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array;

const LANES: Readonly<Record<DType, new (buffer: ArrayBuffer, offset: number) => Lanes>> = {
  float16: Uint16Array,
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

/** The elements as a typed array that shares the bytes. */
export function lanesOf({ dtype, bytes }: ArrayValue): Lanes {
  return new LANES[dtype](bytes.buffer, bytes.byteOffset);
}

/** One number of the array: an element, or a part of one where elements are complex. */
export function laneReader(array: ArrayValue): (index: number) => number | bigint {
  const lanes = lanesOf(array);
  if (array.dtype !== "float16") return (index) => lanes[index] ?? NaN;
  return (index) => halfToNumber(Number(lanes[index] ?? 0));
}

/** The elements as numbers to draw and to summarize: of complex ones the absolute value. */
export function numbersOf(array: ArrayValue): Float64Array {
  const lanes = lanesOf(array);
  if (lanes instanceof Float64Array && array.dtype === "float64") return lanes;
  const read = laneReader(array);
  const isComplex = dtypeInfo(array.dtype).lanes === 2;
  return Float64Array.from(
    { length: array.size },
    (_, index) =>
      isComplex
        ? Math.hypot(Number(read(2 * index)), Number(read(2 * index + 1)))
        : Number(read(index)),
  );
}

/** The value of an IEEE 754 number of 16 bits; not every browser reads them. */
function halfToNumber(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
