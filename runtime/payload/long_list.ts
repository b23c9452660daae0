/** One long list of numbers of a body, read while its bytes arrive. @module */

import { joined } from "../../lib/core/joined.ts";
import { findByte } from "./find_byte.ts";
import { MAX_TEXT_BYTES, readFloats } from "./float_lists.ts";
import { LOSSY_NUMBER } from "./parse.ts";

/** A list at least this long is read piece by piece. */
export const LONG_LIST_BYTES = 64 * 1024;

/** Nothing that is a number takes more. */
const MAX_NUMBER_BYTES = 4 * 1024;
/** Text read at a time, besides what was carried. */
const STEP_BYTES = MAX_TEXT_BYTES - MAX_NUMBER_BYTES;
const COMMA = 0x2c;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const BRACE = 0x7b;
const NOTHING = new Uint8Array(0);
const ascii = new TextDecoder();

/**
 * Where a list begins in bytes outside of strings that is long, or may be as it has no end yet: the place of
 * its bracket, or -1. Its first 64 KiB hold no other list and no object.
 *
 * @param hasMore Whether bytes may come behind these.
 */
export function findLongList(
  bytes: Uint8Array<ArrayBuffer>,
  from: number,
  to: number,
  hasMore: boolean,
): number {
  let open = findByte(bytes, OPEN, from, to);
  while (open !== -1 && (hasMore || to - open > LONG_LIST_BYTES)) {
    const window = Math.min(to, open + LONG_LIST_BYTES);
    const inner = findByte(bytes, OPEN, open + 1, window);
    const close = findByte(bytes, CLOSE, open + 1, inner === -1 ? window : inner);
    if (inner === -1 && close === -1) {
      return findByte(bytes, BRACE, open + 1, window) === -1 ? open : -1;
    }
    open = inner === -1 ? findByte(bytes, OPEN, window, to) : inner;
  }
  return -1;
}

/** Collects a list of nothing but numbers. */
export class LongList {
  readonly #exact: boolean;
  #numbers: Float64Array<ArrayBuffer>;
  #count = 0;
  /** What came, in case that it is no list of numbers after all. */
  readonly #chunks: Uint8Array<ArrayBuffer>[] = [];
  /** Behind the last comma: a number, or the beginning of one. */
  #rest = NOTHING;
  /** A piece of the list between brackets. */
  #scratch = new Uint8Array(STEP_BYTES + MAX_NUMBER_BYTES + 2);

  /**
   * @param exact Whether 1 and 1.0, and integers that a double cannot hold, are to be told apart: a list with such
   * numbers is none for this reader.
   * @param bytesToCome Sizes the memory for the numbers.
   */
  constructor(exact: boolean, bytesToCome: number) {
    this.#exact = exact;
    this.#numbers = new Float64Array(Math.ceil(bytesToCome / 16) + 1);
  }

  /**
   * Takes bytes up to the closing bracket; they are not needed afterwards.
   *
   * @returns Where the bracket is, -1 when the list goes on behind these bytes, or nothing when it is not one of
   * numbers alone: then these bytes are not taken, and only {@linkcode chunks} is of use.
   */
  write(bytes: Uint8Array<ArrayBuffer>, from: number): number | undefined {
    const close = findByte(bytes, CLOSE, from);
    const end = close === -1 ? bytes.byteLength : close;
    let at = from;
    while (at < end) {
      const to = Math.min(end, at + STEP_BYTES);
      const isLast = close !== -1 && to === end;
      const comma = isLast ? to : bytes.subarray(at, to).lastIndexOf(COMMA) + at;
      if (comma < at) { // no comma
        if (!this.#carry(bytes.subarray(at, to))) return undefined;
        at = to;
        continue;
      }
      if (!this.#read(bytes.subarray(at, comma))) return undefined;
      at = comma + 1;
    }
    if (close !== -1 && at === end && !this.#read(NOTHING)) return undefined;
    this.#chunks.push(bytes.slice(from, end));
    return close;
  }

  /** What came between the brackets, for another reader. */
  get chunks(): readonly Uint8Array<ArrayBuffer>[] {
    return this.#chunks;
  }

  /** Length of what came, without brackets. */
  get byteLength(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  }

  /** The numbers, once the closing bracket was found. */
  numbers(): number[] {
    const list: number[] = new Array(this.#count);
    for (let k = 0; k < list.length; k++) list[k] = this.#numbers[k] ?? 0;
    return list;
  }

  #carry(piece: Uint8Array<ArrayBuffer>): boolean {
    this.#rest = joined(this.#rest, piece);
    return this.#rest.byteLength <= MAX_NUMBER_BYTES;
  }

  /** Reads numbers with commas between them: what was carried, and this. */
  #read(piece: Uint8Array<ArrayBuffer>): boolean {
    const restBytes = this.#rest.byteLength;
    const end = 1 + restBytes + piece.byteLength;
    const scratch = this.#scratch;
    scratch[0] = OPEN;
    scratch.set(this.#rest, 1);
    scratch.set(piece, 1 + restBytes);
    scratch[end] = CLOSE;
    this.#rest = NOTHING;
    const floats = readFloats(scratch.subarray(1, end), this.#exact);
    return floats === undefined ? this.#parse(scratch.subarray(0, end + 1)) : this.#add(floats);
  }

  /** Reads what is rare, and finds out what is no list of numbers. */
  #parse(list: Uint8Array<ArrayBuffer>): boolean {
    const text = ascii.decode(list);
    if (this.#exact && LOSSY_NUMBER.test(text)) return false;
    try {
      const items: unknown[] = JSON.parse(text);
      // nothing stands between two commas
      return items.length > 0 && items.every(isNumber) && this.#add(items);
    } catch {
      return false;
    }
  }

  #add(numbers: ArrayLike<number>): boolean {
    this.#reserve(numbers.length);
    this.#numbers.set(numbers, this.#count);
    this.#count += numbers.length;
    return true;
  }

  #reserve(more: number): void {
    const needed = this.#count + more;
    if (needed <= this.#numbers.length) return;
    const larger = new Float64Array(Math.max(needed, 2 * this.#numbers.length));
    larger.set(this.#numbers.subarray(0, this.#count));
    this.#numbers = larger;
  }
}

function isNumber(item: unknown): item is number {
  return typeof item === "number";
}
