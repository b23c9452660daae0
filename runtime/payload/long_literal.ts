/** One long string literal of a body, decoded from base64 while its bytes arrive. @module */

import { findByte } from "./find_byte.ts";
import { LongText } from "./long_text.ts";

/** Characters handed to the base64 decoder at a time: longer strings leave the engine's young memory. */
const STEP_BYTES = 64 * 1024;
const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const utf8 = new TextDecoder();
const SPACE = 0x20;
/** A quantum of base64 that is not complete is kept as text. */
const MAX_CARRY = 3;

/** What a finished literal turned out to be. */
export type Literal =
  | { readonly kind: "text"; readonly text: LongText }
  /** It holds escapes, so it must be read as an ordinary JSON string. */
  | { readonly kind: "escaped"; readonly chunks: readonly Uint8Array<ArrayBuffer>[] }
  /** No JSON string: why, and after how many of its bytes. */
  | { readonly kind: "fault"; readonly message: string; readonly offset: number };

/**
 * Collects a literal. As long as it is valid base64, only the decoded bytes are kept; the first
 * character that is not turns it back into plain text without a loss.
 */
export class LongLiteral {
  #target: Uint8Array<ArrayBuffer>;
  #written = 0;
  /** Fewer than four characters that wait for the rest of their quantum. */
  #carry = "";
  #lastQuantum = "";
  #padded = false;
  /** The text as it came, once it is known not to be base64. */
  #raw: Uint8Array<ArrayBuffer>[] | undefined;

  /** @param maxBytes No more text than this will come, quotes included; sizes the buffer. */
  constructor(maxBytes: number) {
    this.#target = new Uint8Array(Math.ceil(maxBytes / 4) * 3);
  }

  /**
   * Takes the bytes from `from` on up to the next quote; they are not needed afterwards.
   *
   * @returns Where the quote is, or -1 when the literal goes on behind these bytes.
   */
  write(bytes: Uint8Array<ArrayBuffer>, from = 0): number {
    let at = from;
    while (at < bytes.byteLength && this.#raw === undefined) {
      const piece = bytes.subarray(at, at + STEP_BYTES - this.#carry.length);
      const text = utf8.decode(piece);
      // a search in a string is faster than one in bytes
      const quote = text.length === piece.byteLength ? text.indexOf('"') : -1;
      const end = quote === -1 ? piece.byteLength : quote;
      const isDecoded = text.length === piece.byteLength && endsInAscii(piece.subarray(0, end)) &&
        this.#decode(quote === -1 ? text : text.slice(0, quote));
      if (!isDecoded) this.#becomeRaw();
      else if (quote !== -1) return at + quote;
      else at += piece.byteLength;
    }
    return at < bytes.byteLength ? this.#keepRaw(bytes, at) : -1;
  }

  /** The closing quote was reached. */
  end(): Literal {
    if (this.#raw === undefined && this.#carry === "") {
      const bytes = this.#target.subarray(0, this.#written);
      return {
        kind: "text",
        text: LongText.fromDecoded({ bytes, lastQuantum: this.#lastQuantum }),
      };
    }
    this.#becomeRaw();
    const chunks = this.#raw ?? [];
    if (chunks.some((chunk) => chunk.includes(BACKSLASH))) return { kind: "escaped", chunks };
    const fault = faultIn(chunks);
    return fault ?? { kind: "text", text: new LongText(chunks) };
  }

  #keepRaw(bytes: Uint8Array<ArrayBuffer>, from: number): number {
    const quote = findByte(bytes, QUOTE, from);
    this.#raw?.push(bytes.slice(from, quote === -1 ? bytes.byteLength : quote));
    return quote;
  }

  /** @returns False when the text is not base64; nothing of it has been kept then. */
  #decode(text: string): boolean {
    const all = this.#carry === "" ? text : this.#carry + text;
    const rest = all.length % 4;
    const quanta = rest === 0 ? all : all.slice(0, -rest);
    if (quanta !== "") {
      const written = this.#padded ? -1 : this.#decodeQuanta(quanta);
      if (written < 0) return false;
      this.#written += written;
      this.#lastQuantum = quanta.slice(-4);
      this.#padded = quanta.endsWith("=");
    }
    this.#carry = rest === 0 ? "" : all.slice(-rest);
    return true;
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

  /** Puts back together what came so far. */
  #becomeRaw(): void {
    if (this.#raw !== undefined) return;
    const bytes = this.#target.subarray(0, this.#written);
    const decoded = LongText.fromDecoded({ bytes, lastQuantum: this.#lastQuantum }).chunks;
    this.#raw = [...decoded, new TextEncoder().encode(this.#carry)];
    this.#target = new Uint8Array(0);
  }
}

/** Whether what may be kept as text is what came: a byte that is no UTF-8 would be replaced. */
function endsInAscii(bytes: Uint8Array): boolean {
  return bytes.subarray(-MAX_CARRY).every((byte) => byte < 0x80);
}

/** What keeps a text without escapes from being a JSON string. */
function faultIn(chunks: readonly Uint8Array[]): Extract<Literal, { kind: "fault" }> | undefined {
  const strict = new TextDecoder("utf-8", { fatal: true });
  let offset = 0;
  try {
    for (const chunk of chunks) {
      strict.decode(chunk, { stream: true });
      const control = indexOfControl(chunk);
      if (control !== -1) {
        return { kind: "fault", message: "Invalid control character at", offset: offset + control };
      }
      offset += chunk.byteLength;
    }
    strict.decode();
    return undefined;
  } catch {
    return { kind: "fault", message: "Text is not UTF-8", offset: 0 };
  }
}

function indexOfControl(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.byteLength; at++) if ((bytes[at] ?? SPACE) < SPACE) return at;
  return -1;
}
