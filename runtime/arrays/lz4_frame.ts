/** LZ4 frames (LZ4 frame format 1.6.4), as python-lz4 writes and reads them. @module */

import { blockBound, compressBlock, decompressBlock, Lz4Error } from "./lz4_block.ts";
import { xxHash32 } from "./xxhash32.ts";

export { Lz4Error } from "./lz4_block.ts";

const MAGIC = 0x184d2204;
const SKIPPABLE_MAGIC = 0x184d2a50;
const FLAG = { blockChecksum: 16, contentSize: 8, contentChecksum: 4, dictionary: 1 };
/** Version 01, independent blocks, content size present. */
const OWN_FLAGS = 0x60 | FLAG.contentSize;
/** Blocks of 64 KiB. */
const OWN_BLOCK_CODE = 0x40;
const OWN_BLOCK_BYTES = 64 * 1024;
const STORED = 0x80000000;
/** No LZ4 data expand further than this. */
const MAX_RATIO = 255;

/**
 * The content of a frame, which must be exactly as long as expected; linked blocks, both checksums,
 * several frames in a row and skippable frames are understood.
 *
 * @throws {Lz4Error} When the frame is broken, is followed by other bytes, or holds more or less.
 */
export function decompressFrame(
  bytes: Uint8Array<ArrayBuffer>,
  byteLength: number,
): Uint8Array<ArrayBuffer> {
  // or a few bytes and a huge shape could ask for all of the memory
  if (byteLength > MAX_RATIO * bytes.byteLength) {
    throw new Lz4Error(`LZ4 frame of ${bytes.byteLength} bytes, expected one of ${byteLength}`);
  }
  const target = new Uint8Array(byteLength);
  const reader = new FrameReader(bytes);
  let at = 0;
  do at = reader.frame(target, at); while (!reader.isAtEnd());
  if (at !== byteLength) {
    throw new Lz4Error(`LZ4 frame holds ${at} bytes, expected ${byteLength}`);
  }
  return target;
}

/** A frame with the content's size, without checksums. */
export function compressFrame(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const blocks = Math.ceil(bytes.byteLength / OWN_BLOCK_BYTES);
  const frame = new Uint8Array(15 + blocks * (4 + blockBound(OWN_BLOCK_BYTES)) + 4);
  const view = new DataView(frame.buffer);
  view.setUint32(0, MAGIC, true);
  frame.set([OWN_FLAGS, OWN_BLOCK_CODE], 4);
  view.setBigUint64(6, BigInt(bytes.byteLength), true);
  frame[14] = headerChecksum(frame.subarray(4, 14));
  let at = 15;
  for (let from = 0; from < bytes.byteLength; from += OWN_BLOCK_BYTES) {
    const block = bytes.subarray(from, from + OWN_BLOCK_BYTES);
    const size = compressBlock(block, frame.subarray(at + 4));
    const isStored = size >= block.byteLength;
    if (isStored) frame.set(block, at + 4);
    view.setUint32(at, isStored ? block.byteLength + STORED : size, true);
    at += 4 + (isStored ? block.byteLength : size);
  }
  view.setUint32(at, 0, true);
  return frame.slice(0, at + 4);
}

class FrameReader {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  isAtEnd(): boolean {
    return this.#at === this.#bytes.byteLength;
  }

  /** Appends the next frame's content at `start`; @returns Where it ends. */
  frame(target: Uint8Array, start: number): number {
    const magic = this.#uint32();
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
      this.#take(this.#uint32());
      return start;
    }
    if (magic !== MAGIC) throw new Lz4Error("Not an LZ4 frame");
    const flags = this.#header();
    let at = start;
    for (let size = this.#uint32(); size !== 0; size = this.#uint32()) {
      const block = this.#take(size & ~STORED);
      if ((flags & FLAG.blockChecksum) !== 0) this.#checksum(block, "block");
      at = size >= STORED ? store(block, target, at) : this.#block(block, target, at);
    }
    if ((flags & FLAG.contentChecksum) !== 0) this.#checksum(target.subarray(start, at), "content");
    return at;
  }

  #block(block: Uint8Array, target: Uint8Array, at: number): number {
    return decompressBlock(block, target, at);
  }

  #header(): number {
    const start = this.#at;
    const [flags = 0] = this.#take(2);
    if (flags >>> 6 !== 1) throw new Lz4Error("Unknown version of LZ4 frames");
    if ((flags & FLAG.dictionary) !== 0) throw new Lz4Error("LZ4 frame needs a dictionary");
    if ((flags & FLAG.contentSize) !== 0) this.#take(8);
    const header = this.#bytes.subarray(start, this.#at);
    const [checksum] = this.#take(1);
    if (checksum !== headerChecksum(header)) throw new Lz4Error("LZ4 frame header is damaged");
    return flags;
  }

  #checksum(content: Uint8Array, what: string): void {
    if (this.#uint32() !== xxHash32(content)) throw new Lz4Error(`LZ4 ${what} is damaged`);
  }

  #uint32(): number {
    this.#take(4);
    return this.#view.getUint32(this.#at - 4, true);
  }

  #take(byteLength: number): Uint8Array {
    const end = this.#at + byteLength;
    if (end > this.#bytes.byteLength) throw new Lz4Error("LZ4 frame is cut off");
    const bytes = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return bytes;
  }
}

function store(block: Uint8Array, target: Uint8Array, at: number): number {
  if (at + block.byteLength > target.byteLength) {
    throw new Lz4Error("LZ4 block is larger than announced");
  }
  target.set(block, at);
  return at + block.byteLength;
}

function headerChecksum(header: Uint8Array): number {
  return (xxHash32(header) >>> 8) & 255;
}
