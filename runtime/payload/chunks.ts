/** Turns a response's segments into the bytes that go out. @module */

import type { Segment } from "./segments.ts";

/** Raw bytes turned into base64 at a time: 384 KiB become 512 KiB of text. */
const BASE64_STEP_BYTES = 3 * 128 * 1024;
const encoder = new TextEncoder();

/**
 * The response's bytes in order, in pieces of at most 512 KiB (a long text segment is one piece).
 * Every piece is a fresh buffer of its own, so it can be transferred. Encoding happens while the
 * generator is pulled; the arrays behind the segments must not change until it ends.
 */
export function* segmentChunks(
  segments: readonly Segment[],
): Generator<Uint8Array<ArrayBuffer>, void, undefined> {
  let text = "";
  for (const segment of segments) {
    if (typeof segment === "string") text += segment;
    else if (segment.base64.byteLength <= BASE64_STEP_BYTES) text += segment.base64.toBase64();
    else {
      if (text !== "") yield encoder.encode(text);
      text = "";
      yield* base64Chunks(segment.base64);
    }
  }
  if (text !== "") yield encoder.encode(text);
}

/** Number of bytes that {@linkcode segmentChunks} will give. */
export function segmentsByteLength(segments: readonly Segment[]): number {
  let sum = 0;
  for (const segment of segments) {
    sum += typeof segment === "string"
      ? utf8Length(segment)
      : Math.ceil(segment.base64.byteLength / 3) * 4;
  }
  return sum;
}

/** The whole response as one text; for small results and for people. */
export function segmentsText(segments: readonly Segment[]): string {
  return segments.map((part) => typeof part === "string" ? part : part.base64.toBase64()).join("");
}

function* base64Chunks(bytes: Uint8Array<ArrayBuffer>): Generator<Uint8Array<ArrayBuffer>> {
  for (let at = 0; at < bytes.byteLength; at += BASE64_STEP_BYTES) {
    const text = bytes.subarray(at, at + BASE64_STEP_BYTES).toBase64();
    const piece = new Uint8Array(text.length);
    encoder.encodeInto(text, piece);
    yield piece;
  }
}

function utf8Length(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    if (unit < 0x800) bytes += 1;
    else if (unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(text.charCodeAt(at + 1))) {
      bytes += 2;
      at++;
    } else bytes += 2;
  }
  return bytes;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
