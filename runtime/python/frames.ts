/**
 * Frames between Tessera and a Python process: a header in JSON, then bytes.
 *
 * Each is two little-endian uint32 (bytes of the header, bytes of the body), the header, the body. The other end is
 * `tessera_worker/channel.py`.
 *
 * @module
 */

import { joined } from "../../lib/core/joined.ts";

/** A header: what the frame is, and facts about it. */
export type FrameHeader = Readonly<Record<string, unknown>> & { readonly op: string };

/** Takes frames as they come. The body is the receiver's to keep. */
export type TakeFrame = (header: FrameHeader, body: Uint8Array<ArrayBuffer>) => void;

const PREFIX_BYTES = 8;
const READ_BYTES = 256 * 1024;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The bytes of a frame, but for its body. */
export function frameStart(header: FrameHeader, bodyBytes: number): Uint8Array<ArrayBuffer> {
  const head = encoder.encode(JSON.stringify(header));
  const start = new Uint8Array(PREFIX_BYTES + head.byteLength);
  const view = new DataView(start.buffer);
  view.setUint32(0, head.byteLength, true);
  view.setUint32(4, bodyBytes, true);
  start.set(head, PREFIX_BYTES);
  return start;
}

/** Puts frames together from pieces that may be split anywhere. */
export class FrameParser {
  readonly #take: TakeFrame;
  #bytes = new Uint8Array(READ_BYTES);
  #length = 0;

  constructor(take: TakeFrame) {
    this.#take = take;
  }

  /** Takes the next bytes; they may be changed afterwards. */
  write(piece: Uint8Array): void {
    this.#append(piece);
    let at = 0;
    for (let size = this.#frameBytes(at); size !== undefined; size = this.#frameBytes(at)) {
      this.#emit(at);
      at += size;
    }
    if (at === 0) return;
    this.#bytes.copyWithin(0, at, this.#length);
    this.#length -= at;
  }

  #append(piece: Uint8Array): void {
    const needed = this.#length + piece.byteLength;
    if (needed > this.#bytes.byteLength) {
      const expected = this.#length >= PREFIX_BYTES ? this.#sizes(0).frameBytes : 0;
      const larger = new Uint8Array(Math.max(needed, expected));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(piece, this.#length);
    this.#length = needed;
  }

  #sizes(at: number): { headBytes: number; frameBytes: number } {
    const view = new DataView(this.#bytes.buffer, at);
    const headBytes = view.getUint32(0, true);
    return { headBytes, frameBytes: PREFIX_BYTES + headBytes + view.getUint32(4, true) };
  }

  /** Bytes of the frame at a place, if it is there whole. */
  #frameBytes(at: number): number | undefined {
    if (this.#length - at < PREFIX_BYTES) return undefined;
    const { frameBytes } = this.#sizes(at);
    return this.#length - at < frameBytes ? undefined : frameBytes;
  }

  #emit(at: number): void {
    const { headBytes, frameBytes } = this.#sizes(at);
    const body = at + PREFIX_BYTES + headBytes;
    const header = decoder.decode(this.#bytes.subarray(at + PREFIX_BYTES, body));
    this.#take(JSON.parse(header) as FrameHeader, this.#bytes.slice(body, at + frameBytes));
  }
}

/** One end of a connection that carries frames. */
export class FrameConnection {
  readonly #conn: Deno.UnixConn;
  /** Writes wait for each other: a frame is never cut by another one. */
  #written: Promise<void> = Promise.resolve();
  #waiting = 0;

  /** @param onEnd Called once, when the other end is gone. */
  constructor(conn: Deno.UnixConn, take: TakeFrame, onEnd: () => void) {
    this.#conn = conn;
    this.#readAll(new FrameParser(take)).then(onEnd, onEnd);
  }

  /**
   * Sends a frame; what the other end does not take any more is lost, and its end is told.
   *
   * @returns Resolves when the frame is on its way.
   */
  send(header: FrameHeader, body: Uint8Array = new Uint8Array()): Promise<void> {
    const start = frameStart(header, body.byteLength);
    const pieces = body.byteLength > READ_BYTES ? [start, body] : [joined(start, body)];
    const before = this.#waiting === 0 ? undefined : this.#written;
    this.#waiting++;
    this.#written = this.#writeAll(pieces, before).catch(() => {}).finally(() => this.#waiting--);
    return this.#written;
  }

  close(): void {
    try {
      this.#conn.close();
    } catch {
      // it was closed before
    }
  }

  async #writeAll(pieces: readonly Uint8Array[], before: Promise<void> | undefined): Promise<void> {
    if (before !== undefined) await before;
    for (const piece of pieces) {
      for (let at = 0; at < piece.byteLength;) at += await this.#conn.write(piece.subarray(at));
    }
  }

  async #readAll(parser: FrameParser): Promise<void> {
    const buffer = new Uint8Array(READ_BYTES);
    for (;;) {
      const read = await this.#conn.read(buffer);
      if (read === null) return;
      parser.write(buffer.subarray(0, read));
    }
  }
}
