/** From the bytes of an array to the array, for every binary encoding. @module */

import { ArrayFaultError, tuple, undecodable } from "./array_fault.ts";
import { dtypeInfo } from "./dtype.ts";
import type { ArrayHeader } from "./encoding.ts";
import { NDArray, sizeOf } from "./ndarray.ts";
import { dataOver } from "./typed_data.ts";

/** Bytes that an array of this header takes. */
export function byteLengthOf({ dtype, shape }: ArrayHeader): number {
  return sizeOf(shape) * dtypeInfo(dtype).itemsizeBytes;
}

/**
 * The array over these bytes, little-endian and in C order; a view where they are aligned.
 *
 * @throws {ArrayFaultError} When their number does not fit the header.
 */
export function arrayOver(
  bytes: Uint8Array<ArrayBuffer>,
  header: ArrayHeader,
  encoding: string,
): NDArray {
  const { itemsizeBytes } = dtypeInfo(header.dtype);
  if (bytes.byteLength % itemsizeBytes !== 0) {
    const text = "buffer size must be a multiple of element size";
    throw new ArrayFaultError(undecodable(encoding, text));
  }
  if (bytes.byteLength !== byteLengthOf(header)) {
    const shape = tuple(header.shape).replaceAll(", ", ",");
    const text = `cannot reshape array of size ${bytes.byteLength / itemsizeBytes} into shape ` +
      shape;
    throw new ArrayFaultError(undecodable(encoding, text));
  }
  return new NDArray(header.dtype, header.shape, dataOver(header.dtype, bytes));
}
