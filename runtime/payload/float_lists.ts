/** JSON lists of float64, read from bytes and written to bytes without a string between. @module */

import { FLOAT_LISTS_WASM } from "./float_lists_wasm.ts";

/** Bytes of text that are read at a time, at most. */
export const MAX_TEXT_BYTES = 80 * 1024;

/** Numbers that are written at a time. */
const STEP_NUMBERS = 4 * 1024;
/** What one takes at most, with its comma. */
const NUMBER_BYTES = 26;
/** Bytes of text that go out in one piece. */
const PIECE_BYTES = 256 * 1024;
const PAGE_BYTES = 64 * 1024;

/** What `wasm/float_lists.ts` exports. */
interface Exports {
  readonly FREE: WebAssembly.Global;
  read(text: number, end: number, out: number, isExact: number): number;
  write(numbers: number, count: number, out: number, isPython: number): number;
}

/** How floats are spelled: as `JSON.stringify` does, or as Python's `json.dumps` does. */
export type FloatSpelling = "javascript" | "python";

/**
 * Reads numbers with commas between them; NaN and the infinities as Python writes them.
 *
 * @param text The list without its brackets, at most {@linkcode MAX_TEXT_BYTES}.
 * @param isExact Whether a list is refused in which 1 and 1.0 differ, or that has an integer beyond 2^53.
 * @returns The numbers, valid until the next call; nothing when the list holds something else, or what is rare:
 * subnormal numbers, more than 19 digits. Then somebody else must read it.
 */
export function readFloats(
  text: Uint8Array<ArrayBuffer>,
  isExact: boolean,
): Float64Array | undefined {
  const { memory, exports, textAt, numbersAt } = loaded();
  const bytes = new Uint8Array(memory.buffer, textAt);
  bytes.set(text);
  bytes[text.byteLength] = 0;
  const count = exports.read(textAt, textAt + text.byteLength, numbersAt, isExact ? 1 : 0);
  return count < 0 ? undefined : new Float64Array(memory.buffer, numbersAt, count);
}

/** Writes lists of numbers into pieces of ASCII. */
export class FloatListWriter {
  readonly #spelling: FloatSpelling;
  readonly #done: Uint8Array<ArrayBuffer>[] = [];
  #piece = new Uint8Array(PIECE_BYTES);
  #filled = 0;

  constructor(spelling: FloatSpelling) {
    this.#spelling = spelling;
  }

  /** Appends brackets or a comma. */
  mark(text: "[" | "]" | ","): void {
    if (this.#filled === PIECE_BYTES) this.#next();
    this.#piece[this.#filled++] = text.charCodeAt(0);
  }

  /** Appends numbers with commas between them; what is not finite becomes `null`. */
  numbers(numbers: Float32Array | Float64Array): void {
    for (let at = 0; at < numbers.length; at += STEP_NUMBERS) {
      if (at > 0) this.mark(",");
      const text = writeStep(numbers.subarray(at, at + STEP_NUMBERS), this.#spelling);
      if (this.#filled + text.byteLength > PIECE_BYTES) this.#next();
      this.#piece.set(text, this.#filled);
      this.#filled += text.byteLength;
    }
  }

  /** All that was written, in pieces of at most 256 KiB, each in memory of its own. */
  pieces(): Uint8Array<ArrayBuffer>[] {
    return [...this.#done, this.#piece.slice(0, this.#filled)];
  }

  #next(): void {
    this.#done.push(this.#piece.subarray(0, this.#filled));
    this.#piece = new Uint8Array(PIECE_BYTES);
    this.#filled = 0;
  }
}

/** Numbers as text, which is valid until the next call. */
function writeStep(numbers: Float32Array | Float64Array, spelling: FloatSpelling): Uint8Array {
  const { memory, exports, textAt, numbersAt } = loaded();
  new Float64Array(memory.buffer, numbersAt).set(numbers);
  const isPython = spelling === "python" ? 1 : 0;
  const end = exports.write(numbersAt, numbers.length, textAt, isPython);
  return new Uint8Array(memory.buffer, textAt, end - textAt);
}

/** The module in its memory, with the places for texts and numbers. */
interface Loaded {
  readonly memory: WebAssembly.Memory;
  readonly exports: Exports;
  readonly textAt: number;
  readonly numbersAt: number;
}

let instance: Loaded | undefined;

function loaded(): Loaded {
  return instance ??= load();
}

function load(): Loaded {
  const textBytes = Math.max(MAX_TEXT_BYTES, STEP_NUMBERS * NUMBER_BYTES);
  const numberBytes = 8 * (MAX_TEXT_BYTES / 2 + 1);
  const pages = Math.ceil((PAGE_BYTES / 2 + textBytes + numberBytes) / PAGE_BYTES);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const module = new WebAssembly.Module(Uint8Array.fromBase64(FLOAT_LISTS_WASM));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const own = exports as unknown as Exports;
  const free = Number(own.FREE.value);
  writeTables(new DataView(memory.buffer, 0, free));
  const numbersAt = Math.ceil(free / 8) * 8;
  return { memory, exports: own, numbersAt, textAt: numbersAt + numberBytes };
}

/** The module's tables, as `wasm/float_lists.ts` says. */
function writeTables(view: DataView): void {
  let at = 1024;
  const putWide = (value: bigint) => {
    view.setBigUint64(at, value >> 64n, true);
    view.setBigUint64(at + 8, value & (1n << 64n) - 1n, true);
    at += 16;
  };
  for (let q = -342; q <= 308; q++) putWide(leadingBits(5n, q, q < 0));
  for (let k = -292; k <= 324; k++) putWide(leadingBits(10n, k, true));
  for (let power = 0; power <= 22; power++, at += 8) view.setFloat64(at, 10 ** power, true);
  for (let power = 0n; power <= 19n; power++, at += 8) view.setBigUint64(at, 10n ** power, true);
}

/** The 128 leading bits of a power, the first of which is 1. */
function leadingBits(base: bigint, exponent: number, isRoundedUp: boolean): bigint {
  const power = base ** BigInt(Math.abs(exponent));
  const bits = power.toString(2).length;
  if (exponent >= 0) {
    const shift = BigInt(bits - 128);
    if (shift <= 0n) return power << -shift;
    const floor = power >> shift;
    return isRoundedUp && floor << shift !== power ? floor + 1n : floor;
  }
  // 2^(bits + 127) / power has 128 bits, except for a power of two, which none of these is
  const floor = (1n << BigInt(bits + 127)) / power;
  return isRoundedUp ? floor + 1n : floor;
}
