/** Turns a response's segments into the bytes that go out. @module */

import type { AnswerSegment, ByteSource } from "./segments.ts";

/** Raw bytes turned into base64 at a time: longer strings leave the engine's young memory. */
const BASE64_STEP_BYTES = 48 * 1024;
/** Raw bytes of an array that go out in one piece: they become 256 KiB of text. */
const PIECE_BYTES = 4 * BASE64_STEP_BYTES;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Bytes of a response as they are, or bytes that appear as base64. */
export type ResponsePart = Uint8Array<ArrayBuffer> | Base64Segment;

type Base64Segment = Extract<AnswerSegment, { base64: unknown } | { base64From: unknown }>;

/** The parts of a response: texts, and short arrays with them, become bytes. */
export function responseParts(segments: readonly AnswerSegment[]): ResponsePart[] {
  const parts: ResponsePart[] = [];
  let text = "";
  for (const segment of segments) {
    if (typeof segment === "string") text += segment;
    else if ("utf8" in segment) {
      if (text !== "") parts.push(encoder.encode(text));
      text = "";
      parts.push(segment.utf8);
    } else if (rawBytes(segment) <= PIECE_BYTES) text += base64Text(segment);
    else {
      if (text !== "") parts.push(encoder.encode(text));
      text = "";
      parts.push(segment);
    }
  }
  if (text !== "") parts.push(encoder.encode(text));
  return parts;
}

/** Number of bytes that {@linkcode partChunks} will give. */
export function partsByteLength(parts: readonly ResponsePart[]): number {
  let sum = 0;
  for (const part of parts) {
    sum += part instanceof Uint8Array ? part.byteLength : Math.ceil(rawBytes(part) / 3) * 4;
  }
  return sum;
}

/**
 * The response's bytes in order, in pieces of at most 256 KiB (a text is one piece). Every piece is
 * a buffer of its own, so it can be transferred. Encoding happens while the generator is pulled; the
 * arrays behind the parts must not change until it ends.
 */
export function* partChunks(
  parts: readonly ResponsePart[],
): Generator<Uint8Array<ArrayBuffer>, void, undefined> {
  for (const part of parts) {
    if (part instanceof Uint8Array) yield part;
    else if ("base64" in part) yield* base64Chunks(part.base64);
    else yield* sourceChunks(part.base64From);
  }
}

/** {@linkcode partChunks} of a response's segments. */
export function segmentChunks(
  segments: readonly AnswerSegment[],
): Generator<Uint8Array<ArrayBuffer>, void, undefined> {
  return partChunks(responseParts(segments));
}

/** The whole response as one text; for small results and for people. */
export function segmentsText(segments: readonly AnswerSegment[]): string {
  return segments.map((part) => {
    if (typeof part === "string") return part;
    return "utf8" in part ? decoder.decode(part.utf8) : base64Text(part);
  }).join("");
}

function rawBytes(part: Base64Segment): number {
  return "base64" in part ? part.base64.byteLength : part.base64From.byteLength;
}

function base64Text(part: Base64Segment): string {
  if ("base64" in part) return part.base64.toBase64();
  const bytes = new Uint8Array(part.base64From.byteLength);
  part.base64From.readInto(0, bytes);
  return bytes.toBase64();
}

function* sourceChunks(source: ByteSource): Generator<Uint8Array<ArrayBuffer>> {
  const buffer = new Uint8Array(PIECE_BYTES);
  for (let at = 0; at < source.byteLength; at += PIECE_BYTES) {
    const bytes = buffer.subarray(0, Math.min(PIECE_BYTES, source.byteLength - at));
    source.readInto(at, bytes);
    yield base64Piece(bytes);
  }
}

function* base64Chunks(bytes: Uint8Array<ArrayBuffer>): Generator<Uint8Array<ArrayBuffer>> {
  for (let at = 0; at < bytes.byteLength; at += PIECE_BYTES) {
    yield base64Piece(bytes.subarray(at, at + PIECE_BYTES));
  }
}

function base64Piece(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const piece = new Uint8Array(Math.ceil(bytes.byteLength / 3) * 4);
  let written = 0;
  for (let at = 0; at < bytes.byteLength; at += BASE64_STEP_BYTES) {
    const text = bytes.subarray(at, at + BASE64_STEP_BYTES).toBase64();
    written += encoder.encodeInto(text, piece.subarray(written)).written;
  }
  return piece;
}
