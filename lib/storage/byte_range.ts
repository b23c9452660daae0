/** Byte ranges: as HTTP headers, and cut out of a stream. @module */

import type { ByteRange, ByteStream } from "./storage.ts";

/** The part of a file that is still wanted: bytes before it, and how many of it. */
export interface Span {
  /** Position of its first byte in the file. */
  readonly startBytes: number;
  /** Its length; up to the file's end when unknown. */
  readonly lengthBytes: number | undefined;
}

/** What is left of a range after its first bytes have come. */
export function spanAfter(range: ByteRange | undefined, skipBytes: number): Span {
  const { offsetBytes = 0, lengthBytes } = range ?? {};
  for (const value of [offsetBytes, lengthBytes ?? 0]) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new RangeError(`Cannot read a part: found ${value} bytes, expected a whole number`);
    }
  }
  return {
    startBytes: offsetBytes + skipBytes,
    lengthBytes: lengthBytes === undefined ? undefined : Math.max(0, lengthBytes - skipBytes),
  };
}

/** How many bytes of a span a file of this size has. */
export function spanSizeBytes(span: Span, fileBytes: number): number {
  const rest = Math.max(0, fileBytes - span.startBytes);
  return Math.min(rest, span.lengthBytes ?? rest);
}

/** The `Range` header of a span; `undefined` when the whole file is wanted. */
export function rangeHeader({ startBytes, lengthBytes }: Span): string | undefined {
  if (lengthBytes !== undefined) return `bytes=${startBytes}-${startBytes + lengthBytes - 1}`;
  return startBytes === 0 ? undefined : `bytes=${startBytes}-`;
}

/** A `Content-Range` header: where the part begins, its length, and the file's size unless it is `*`. */
export function parseContentRange(
  header: string | null,
): { startBytes: number; lengthBytes: number; fileBytes: number | undefined } | undefined {
  const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(header ?? "") ?? [];
  if (first === undefined || last === undefined) return undefined;
  return {
    startBytes: Number(first),
    lengthBytes: Number(last) - Number(first) + 1,
    fileBytes: total === "*" ? undefined : Number(total),
  };
}

/** Cuts a span out of the stream of a whole file; the stream is cancelled after its last byte. */
export function cutSpan(body: ByteStream, span: Span): ByteStream {
  const { startBytes, lengthBytes = Infinity } = span;
  if (startBytes === 0 && lengthBytes === Infinity) return body;
  const reader = body.getReader();
  let skip = startBytes;
  let left = lengthBytes;
  return new ReadableStream({
    async pull(controller) {
      while (left > 0) {
        const { value } = await reader.read();
        if (value === undefined) break;
        const wanted = value.subarray(skip, skip + left);
        skip = Math.max(0, skip - value.length);
        if (wanted.length === 0) continue;
        left -= wanted.length;
        return controller.enqueue(wanted);
      }
      controller.close();
      await reader.cancel();
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}

/** A stream without bytes. */
export function emptyStream(): ByteStream {
  return new ReadableStream({ start: (controller) => controller.close() });
}
