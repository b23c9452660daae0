/** Reads request bodies within their limit. @module */

/** Bodies up to this size are read whole before they go to a worker. */
export const WHOLE_BODY_BYTES = 256 * 1024;

/** Bodies go to a worker in buffers of this size: smaller ones cost more messages. */
const BATCH_BYTES = 256 * 1024;

/** The body was longer than allowed. */
export class BodyTooLargeError extends Error {
  override readonly name = "BodyTooLargeError";

  constructor(readonly limitBytes: number) {
    super(`The body is larger than the limit of ${limitBytes} bytes`);
  }
}

/** Length that the client announced, if it did. */
export function announcedBytes(request: Request): number | undefined {
  const header = request.headers.get("content-length");
  if (header === null || !/^[0-9]+$/.test(header)) return undefined;
  return Number(header);
}

/**
 * The body in buffers of 256 KiB, each of which may be given away. The network's bytes are read right
 * into them, so nothing is left behind for the garbage collector.
 *
 * @throws {BodyTooLargeError} As soon as more than `limitBytes` have come.
 */
export async function* bodyBuffers(
  request: Request,
  limitBytes: number,
): AsyncGenerator<ArrayBuffer> {
  if (request.body === null) return;
  const reader = request.body.getReader({ mode: "byob" });
  let batch = new Uint8Array(BATCH_BYTES);
  let filled = 0;
  let total = 0;
  try {
    for (;;) {
      const { value, done } = await reader.read(batch.subarray(filled));
      if (value !== undefined) batch = new Uint8Array(value.buffer);
      if (done || value === undefined) break;
      total += value.byteLength;
      if (total > limitBytes) throw new BodyTooLargeError(limitBytes);
      filled += value.byteLength;
      if (filled < BATCH_BYTES) continue;
      yield batch.buffer;
      batch = new Uint8Array(BATCH_BYTES);
      filled = 0;
    }
    if (filled > 0) yield batch.buffer.transfer(filled);
  } finally {
    reader.releaseLock();
  }
}
