/** Text that is put together from bytes and decoded once. @module */

import { JsonSyntaxError } from "./json_syntax_error.ts";

const FIRST_BYTES = 4 * 1024;
/** A text that grew to this will fill most of its body: memory is taken for all of that at once. */
const MUCH_BYTES = 128 * 1024;
/** V8's longest string. */
const MAX_TEXT_BYTES = 2 ** 29 - 24;

/** Collects pieces of UTF-8, which may be split anywhere. */
export class TextBytes {
  #bytes = new Uint8Array(FIRST_BYTES);
  #length = 0;

  /**
   * Appends a copy of some bytes.
   *
   * @param moreBytes How much more may come.
   * @throws {JsonSyntaxError} When no string could hold the text.
   */
  append(piece: Uint8Array<ArrayBuffer>, moreBytes = 0): void {
    const needed = this.#length + piece.byteLength;
    if (needed > this.#bytes.byteLength) this.#grow(needed, moreBytes);
    this.#bytes.set(piece, this.#length);
    this.#length = needed;
  }

  /** The text; @throws {JsonSyntaxError} When the bytes are not UTF-8. */
  text(): string {
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(
        this.#bytes.subarray(0, this.#length),
      );
    } catch {
      throw new JsonSyntaxError("Text is not UTF-8", 0);
    }
  }

  #grow(needed: number, moreBytes: number): void {
    if (needed > MAX_TEXT_BYTES) {
      throw new JsonSyntaxError("Lists longer than 512 MiB cannot be read: use base64", 0);
    }
    const expected = needed < MUCH_BYTES ? 0 : Math.min(needed + moreBytes, MAX_TEXT_BYTES);
    const larger = new Uint8Array(Math.max(needed, expected, 2 * this.#bytes.byteLength));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
