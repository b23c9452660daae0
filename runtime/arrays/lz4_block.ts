/** LZ4 blocks: sequences of literals and matches (LZ4 block format 1.6). @module */

/** Matches are at least this long. */
const MIN_MATCH = 4;
/** The last bytes of a block are always literals. */
const LAST_LITERALS = 5;
/** No match may begin so close to the end. */
const MATCH_LIMIT = 12;
/** How far back a match may reach. */
export const MAX_DISTANCE = 65_535;
const HASH_BITS = 14;

/** A block that is not LZ4. */
export class Lz4Error extends Error {
  override readonly name = "Lz4Error";
}

/**
 * Appends the content of a block to `target`.
 *
 * @param at Where the content goes; matches may reach back before it (linked blocks).
 * @returns Where the content ends.
 * @throws {Lz4Error} For a block that is cut off, reaches back too far, or overflows `target`.
 */
export function decompressBlock(block: Uint8Array, target: Uint8Array, at: number): number {
  let from = 0;
  let to = at;
  while (from < block.byteLength) {
    const token = block[from++] ?? 0;
    let literals = token >>> 4;
    if (literals === 15) [literals, from] = readLength(block, from, literals);
    if (from + literals > block.byteLength || to + literals > target.byteLength) {
      throw new Lz4Error("LZ4 block is cut off or larger than announced");
    }
    target.set(block.subarray(from, from + literals), to);
    from += literals;
    to += literals;
    if (from === block.byteLength) return to;
    const distance = (block[from] ?? 0) | ((block[from + 1] ?? 0) << 8);
    from += 2;
    let length = token & 15;
    if (length === 15) [length, from] = readLength(block, from, length);
    length += MIN_MATCH;
    if (distance === 0 || distance > to || to + length > target.byteLength) {
      throw new Lz4Error("LZ4 block refers to bytes outside its content");
    }
    to = copyMatch(target, to, distance, length);
  }
  throw new Lz4Error("LZ4 block is cut off");
}

function copyMatch(target: Uint8Array, to: number, distance: number, length: number): number {
  if (distance >= length) target.copyWithin(to, to - distance, to - distance + length);
  // overlapping: the match repeats what it has just written
  else for (let k = 0; k < length; k++) target[to + k] = target[to + k - distance] ?? 0;
  return to + length;
}

function readLength(block: Uint8Array, from: number, start: number): [number, number] {
  let length = start;
  for (let at = from; at < block.byteLength; at++) {
    const byte = block[at] ?? 0;
    length += byte;
    if (byte !== 255) return [length, at + 1];
  }
  throw new Lz4Error("LZ4 block is cut off");
}

/** Largest size of a compressed block. */
export function blockBound(byteLength: number): number {
  return byteLength + Math.ceil(byteLength / 255) + 16;
}

/**
 * Compresses one block on its own; greedy, one candidate for each position.
 *
 * @param target At least {@linkcode blockBound} bytes.
 * @returns Number of bytes written.
 */
export function compressBlock(source: Uint8Array, target: Uint8Array): number {
  const table = new Int32Array(1 << HASH_BITS).fill(-1);
  const end = source.byteLength;
  let anchor = 0;
  let to = 0;
  let at = 0;
  while (at + MATCH_LIMIT <= end) {
    const slot = hash(source, at);
    const candidate = table[slot] ?? -1;
    table[slot] = at;
    if (candidate < 0 || at - candidate > MAX_DISTANCE || !isSame4(source, candidate, at)) {
      // steps grow where nothing matches: random data pass quickly
      at += 1 + ((at - anchor) >>> 6);
      continue;
    }
    let length = MIN_MATCH;
    while (
      at + length < end - LAST_LITERALS && source[candidate + length] === source[at + length]
    ) {
      length++;
    }
    to = writeSequence(source, target, {
      to,
      anchor,
      literals: at - anchor,
      distance: at - candidate,
      length,
    });
    at += length;
    anchor = at;
  }
  return writeLiterals(source, target, { to, anchor, literals: end - anchor, token: 0 });
}

interface Sequence {
  readonly to: number;
  readonly anchor: number;
  readonly literals: number;
  readonly distance: number;
  readonly length: number;
}

function writeSequence(source: Uint8Array, target: Uint8Array, sequence: Sequence): number {
  const { anchor, literals, distance } = sequence;
  const extra = sequence.length - MIN_MATCH;
  const token = Math.min(extra, 15);
  let to = writeLiterals(source, target, { to: sequence.to, anchor, literals, token });
  target[to++] = distance & 255;
  target[to++] = distance >>> 8;
  if (token === 15) to = writeLength(target, to, extra - 15);
  return to;
}

function writeLiterals(
  source: Uint8Array,
  target: Uint8Array,
  { to, anchor, literals, token }: { to: number; anchor: number; literals: number; token: number },
): number {
  let at = to;
  target[at++] = (Math.min(literals, 15) << 4) | token;
  if (literals >= 15) at = writeLength(target, at, literals - 15);
  target.set(source.subarray(anchor, anchor + literals), at);
  return at + literals;
}

function writeLength(target: Uint8Array, to: number, length: number): number {
  let at = to;
  let rest = length;
  for (; rest >= 255; rest -= 255) target[at++] = 255;
  target[at++] = rest;
  return at;
}

function hash(bytes: Uint8Array, at: number): number {
  const word = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24);
  return Math.imul(word, 2654435761) >>> (32 - HASH_BITS);
}

function isSame4(bytes: Uint8Array, one: number, other: number): boolean {
  return bytes[one] === bytes[other] && bytes[one + 1] === bytes[other + 1] &&
    bytes[one + 2] === bytes[other + 2] && bytes[one + 3] === bytes[other + 3];
}
