/** Array bytes that come in an LZ4 frame. @module */

import { ArrayFaultError, undecodable } from "./array_fault.ts";
import { decompressFrame, Lz4Error } from "./lz4_frame.ts";

/**
 * The content of an LZ4 frame that must be `byteLength` long, so that a small frame cannot fill the
 * memory.
 *
 * @throws {ArrayFaultError} `array_decode_error` when the frame is broken or longer.
 */
export function decompressed(
  frame: Uint8Array<ArrayBuffer>,
  byteLength: number,
  encoding: string,
): Uint8Array<ArrayBuffer> {
  try {
    return decompressFrame(frame, byteLength);
  } catch (error) {
    if (!(error instanceof Lz4Error)) throw error;
    throw new ArrayFaultError(undecodable(encoding, error.message));
  }
}
