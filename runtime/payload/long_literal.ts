/** One long string literal of a body, decoded from base64 while its bytes arrive. @module */

import { LongText } from "./long_text.ts";

/** Characters handed to the base64 decoder at a time; larger strings leave the CPU's caches. */
const STEP_BYTES = 128 * 1024;
const BACKSLASH = 0x5c;
const utf8 = new TextDecoder();

/** What a finished literal turned out to be. */
export type Literal =
  | { readonly kind: "text"; readonly text: LongText }
  /** It holds escapes, so it must be read as an ordinary JSON string. */
  | { readonly kind: "escaped"; readonly chunks: readonly Uint8Array<ArrayBuffer>[] };

/**
 * Collects a literal. As long as it is valid base64, only the decoded bytes are kept; the first
 * character that is not turns it back into plain text without a loss.
 */
export class LongLiteral {
  #target: Uint8Array<ArrayBuffer>;
  #written = 0;
  /** Fewer than four bytes of text that wait for the rest of their quantum. */
  #carry: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #lastQuantum = "";
  #padded = false;
  /** The text as it came, once it is known not to be base64. */
  #raw: Uint8Array<ArrayBuffer>[] | undefined;

  /** @param maxBytes No more text than this will come, quotes included; sizes the buffer. */
  constructor(maxBytes: number) {
    this.#target = new Uint8Array(Math.ceil(maxBytes / 4) * 3);
  }

  /** Takes the next bytes between the quotes; they may be views that change after the call. */
  write(bytes: Uint8Array<ArrayBuffer>): void {
    for (let at = 0; at < bytes.byteLength; at += STEP_BYTES) {
      const piece = bytes.subarray(at, at + STEP_BYTES);
      if (this.#raw !== undefined) this.#raw.push(piece.slice());
      else this.#decode(piece);
    }
  }

  /** The closing quote was reached. */
  end(): Literal {
    if (this.#raw === undefined && this.#carry.byteLength === 0) {
      const bytes = this.#target.subarray(0, this.#written);
      return {
        kind: "text",
        text: LongText.fromDecoded({ bytes, lastQuantum: this.#lastQuantum }),
      };
    }
    this.#becomeRaw();
    const chunks = this.#raw ?? [];
    if (chunks.some((chunk) => chunk.includes(BACKSLASH))) return { kind: "escaped", chunks };
    return { kind: "text", text: new LongText(chunks) };
  }

  #decode(piece: Uint8Array<ArrayBuffer>): void {
    const length = this.#carry.byteLength + piece.byteLength;
    const rest = piece.slice(Math.max(0, piece.byteLength - length % 4));
    if (length < 4) {
      this.#carry = concat(this.#carry, piece);
      return;
    }
    const quanta = utf8.decode(this.#carry) +
      utf8.decode(piece.subarray(0, piece.byteLength - rest.byteLength));
    const written = this.#padded ? -1 : this.#decodeQuanta(quanta);
    if (written < 0) return this.#becomeRaw(piece.slice());
    this.#written += written;
    this.#lastQuantum = quanta.slice(-4);
    this.#padded = quanta.endsWith("=");
    this.#carry = rest;
  }

  /** @returns Bytes written, or -1 when the text is not strict base64. */
  #decodeQuanta(quanta: string): number {
    const expected = quanta.length / 4 * 3 -
      (quanta.endsWith("==") ? 2 : quanta.endsWith("=") ? 1 : 0);
    this.#reserve(expected);
    try {
      // "loose" accepts spare bits as upstream does; skipped blanks show in the count
      const { written } = this.#target.subarray(this.#written).setFromBase64(quanta, {
        lastChunkHandling: "loose",
      });
      return written === expected ? written : -1;
    } catch (error) {
      if (error instanceof SyntaxError) return -1;
      throw error;
    }
  }

  #reserve(moreBytes: number): void {
    const needed = this.#written + moreBytes;
    if (needed <= this.#target.byteLength) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.#target.byteLength));
    larger.set(this.#target.subarray(0, this.#written));
    this.#target = larger;
  }

  /** Puts back together what came so far, before `next`. */
  #becomeRaw(next?: Uint8Array<ArrayBuffer>): void {
    if (this.#raw !== undefined) return;
    const bytes = this.#target.subarray(0, this.#written);
    const decoded = LongText.fromDecoded({ bytes, lastQuantum: this.#lastQuantum }).chunks;
    this.#raw = [...decoded, this.#carry, ...(next === undefined ? [] : [next])];
    this.#target = new Uint8Array(0);
  }
}

function concat(
  first: Uint8Array<ArrayBuffer>,
  second: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.byteLength + second.byteLength);
  both.set(first);
  both.set(second, first.byteLength);
  return both;
}
