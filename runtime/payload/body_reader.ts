/** Reads a JSON body while it arrives. @module */

import { findByte } from "./find_byte.ts";
import { JsonFloat } from "./json_float.ts";
import { JsonSyntaxError } from "./json_syntax_error.ts";
import { LongLiteral } from "./long_literal.ts";
import type { LongText } from "./long_text.ts";
import { parseJsonText, type ParseOptions } from "./parse.ts";
import { TextBytes } from "./text_bytes.ts";

/** A literal at least this long is kept out of JavaScript's strings. */
export const LONG_LITERAL_BYTES = 64 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** What {@linkcode BodyReader} needs to know beforehand. */
export interface BodyReaderOptions extends ParseOptions {
  /** Length of the whole body, if the client stated one. */
  byteLength?: number;
}

/**
 * Turns chunks of UTF-8 into the raw tree. Long string literals are found in the bytes and decoded
 * from base64 as they pass; only what remains is handed to the JSON parser. Chunks may be split
 * anywhere and are not needed after `write` returns.
 */
export class BodyReader {
  readonly #options: BodyReaderOptions;
  /** Stands for literal number k as "<mark>k" in the text: nobody can guess it. */
  readonly #mark = crypto.randomUUID();
  readonly #literals: LongText[] = [];
  readonly #bytes = new TextBytes();
  #text = "";
  #received = 0;
  /** Start of a literal, opening quote included, that has no end yet and is still short. */
  #pending: Uint8Array<ArrayBuffer> | undefined;
  #literal: LongLiteral | undefined;
  /** Inside a literal that is passed on as text because it holds escapes. */
  #inText = false;
  #escaped = false;

  constructor(options: BodyReaderOptions) {
    this.#options = options;
  }

  /** Takes the next bytes. @throws {JsonSyntaxError} When they are not UTF-8. */
  write(chunk: Uint8Array<ArrayBuffer>): void {
    this.#received += chunk.byteLength;
    let bytes = chunk;
    if (this.#pending !== undefined) {
      bytes = join(this.#pending, chunk);
      this.#pending = undefined;
    }
    let at = 0;
    while (at < bytes.byteLength) at = this.#next(bytes, at);
  }

  /** The whole body has come. @throws {JsonSyntaxError} When it is not JSON. */
  end(): unknown {
    this.#endText();
    try {
      const tree = parseJsonText(this.#text, this.#options);
      return this.#literals.length === 0 ? tree : this.#restore(tree);
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
      throw new JsonSyntaxError(error.message, this.#offset(error.offset));
    }
  }

  /**
   * The whole body has come, and somebody else parses it: the text, in which each long literal shows as a
   * mark (`mark` and its number) of letters, digits and dashes. Instead of {@linkcode end}.
   *
   * @throws {JsonSyntaxError} When a literal has no end, or the text is not UTF-8.
   */
  endUnparsed(): { text: string; mark: string; literals: readonly LongText[] } {
    this.#endText();
    return { text: this.#text, mark: this.#mark, literals: this.#literals };
  }

  #endText(): void {
    if (this.#pending !== undefined) this.#bytes.append(this.#pending);
    this.#text = this.#bytes.text();
    if (this.#literal === undefined) return;
    throw new JsonSyntaxError("Unterminated string starting at", this.#offset(this.#text.length));
  }

  /**
   * The text outside long literals, each of which shows as a short mark; complete after
   * {@linkcode end}.
   */
  text(): string {
    return this.#text;
  }

  /** Consumes bytes from `at` on and says where to continue. */
  #next(bytes: Uint8Array<ArrayBuffer>, at: number): number {
    if (this.#literal !== undefined) return this.#insideLong(this.#literal, bytes, at);
    if (this.#inText) return this.#insideText(bytes, at);
    const open = findByte(bytes, QUOTE, at);
    if (open === -1) {
      this.#bytes.append(bytes.subarray(at), this.#bytesToCome(0));
      return bytes.byteLength;
    }
    return this.#opened(bytes, at, open);
  }

  #opened(bytes: Uint8Array<ArrayBuffer>, at: number, open: number): number {
    const close = findByte(bytes, QUOTE, open + 1, open + 1 + LONG_LITERAL_BYTES);
    if (close === -1 && bytes.byteLength - open > LONG_LITERAL_BYTES) {
      this.#bytes.append(bytes.subarray(at, open));
      this.#literal = new LongLiteral(this.#bytesToCome(bytes.byteLength - open));
      return open + 1;
    }
    if (close === -1) {
      this.#bytes.append(bytes.subarray(at, open));
      this.#pending = bytes.slice(open);
      return bytes.byteLength;
    }
    if (bytes[close - 1] !== BACKSLASH) {
      this.#bytes.append(bytes.subarray(at, close + 1));
      return close + 1;
    }
    this.#bytes.append(bytes.subarray(at, open + 1));
    this.#inText = true;
    this.#escaped = false;
    return open + 1;
  }

  #insideText(bytes: Uint8Array<ArrayBuffer>, from: number): number {
    let at = from;
    for (; at < bytes.byteLength; at++) {
      const byte = bytes[at];
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) {
        this.#inText = false;
        at++;
        break;
      }
    }
    this.#bytes.append(bytes.subarray(from, at));
    return at;
  }

  #insideLong(literal: LongLiteral, bytes: Uint8Array<ArrayBuffer>, at: number): number {
    const close = literal.write(bytes, at);
    if (close === -1) return bytes.byteLength;
    this.#literal = undefined;
    const result = literal.end();
    if (result.kind === "fault") {
      const place = this.#bytes.text().length + 1;
      throw new JsonSyntaxError(result.message, this.#offset(place) + result.offset);
    }
    if (result.kind === "text") this.#keep(result.text);
    else this.#continueAsText(result.chunks);
    // an escaped literal may go on behind this quote
    return result.kind === "text" ? close + 1 : close;
  }

  #keep(text: LongText): void {
    this.#bytes.append(ascii(`"${this.#markOf(this.#literals.length)}"`));
    this.#literals.push(text);
  }

  #continueAsText(chunks: readonly Uint8Array<ArrayBuffer>[]): void {
    this.#bytes.append(ascii('"'));
    this.#inText = true;
    this.#escaped = false;
    for (const chunk of chunks) this.#insideText(chunk, 0);
  }

  #bytesToCome(inHand: number): number {
    const announced = this.#options.byteLength;
    return announced === undefined ? inHand : Math.max(inHand, inHand + announced - this.#received);
  }

  #markOf(literal: number): string {
    return `${this.#mark}${literal}`;
  }

  /** Offset in the body of a place in the text, where each literal shows as its mark. */
  #offset(place: number): number {
    let offset = place;
    for (const [k, { byteLength }] of this.#literals.entries()) {
      const mark = this.#markOf(k);
      if (this.#text.indexOf(`"${mark}"`) < place) offset += byteLength - mark.length;
    }
    return offset;
  }

  /** Puts the long texts where their marks stand. */
  #restore(node: unknown): unknown {
    if (typeof node === "string") return this.#literalFor(node) ?? node;
    if (typeof node !== "object" || node === null || node instanceof JsonFloat) return node;
    if (Array.isArray(node)) {
      for (let k = 0; k < node.length; k++) {
        const item: unknown = node[k];
        if (typeof item !== "number") node[k] = this.#restore(item);
      }
      return node;
    }
    for (const [key, value] of Object.entries(node)) {
      if (typeof value !== "string" && (typeof value !== "object" || value === null)) continue;
      const restored = this.#restore(value);
      if (restored !== value) {
        Object.defineProperty(node, key, {
          value: restored,
          writable: true,
          enumerable: true,
          configurable: true,
        });
      }
    }
    return node;
  }

  #literalFor(text: string): LongText | undefined {
    return text.startsWith(this.#mark)
      ? this.#literals[Number(text.slice(this.#mark.length))]
      : undefined;
  }
}

function ascii(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function join(
  first: Uint8Array<ArrayBuffer>,
  second: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.byteLength + second.byteLength);
  both.set(first);
  both.set(second, first.byteLength);
  return both;
}
