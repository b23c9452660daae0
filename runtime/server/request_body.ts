/** Reads request bodies within their limit. @module */

/** Bodies up to this size are read whole before they go to a worker. */
export const WHOLE_BODY_BYTES = 4 * 1024 * 1024;

/** Larger chunks cost fewer messages; the network delivers 64 KiB at a time. */
const BATCH_BYTES = 1024 * 1024;

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
 * The body in buffers of about 1 MiB, each of which may be given away.
 *
 * @throws {BodyTooLargeError} As soon as more than `limitBytes` have come.
 */
export async function* bodyBuffers(
  request: Request,
  limitBytes: number,
): AsyncGenerator<ArrayBuffer> {
  if (request.body === null) return;
  let batch = new Uint8Array(BATCH_BYTES);
  let filled = 0;
  let total = 0;
  for await (const chunk of request.body) {
    total += chunk.byteLength;
    if (total > limitBytes) throw new BodyTooLargeError(limitBytes);
    for (let at = 0; at < chunk.byteLength;) {
      const piece = chunk.subarray(at, at + BATCH_BYTES - filled);
      batch.set(piece, filled);
      filled += piece.byteLength;
      at += piece.byteLength;
      if (filled < BATCH_BYTES) continue;
      yield batch.buffer;
      batch = new Uint8Array(BATCH_BYTES);
      filled = 0;
    }
  }
  if (filled > 0) yield batch.slice(0, filled).buffer;
}

/** The whole body; @throws {BodyTooLargeError} When it is longer than `limitBytes`. */
export async function wholeBody(request: Request, limitBytes: number): Promise<ArrayBuffer> {
  const parts: ArrayBuffer[] = [];
  for await (const part of bodyBuffers(request, limitBytes)) parts.push(part);
  if (parts.length === 1 && parts[0] !== undefined) return parts[0];
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    all.set(new Uint8Array(part), at);
    at += part.byteLength;
  }
  return all.buffer;
}
