/** Reads a JSON body while it arrives. @module */

import { joined } from "../../lib/core/joined.ts";
import { findByte } from "./find_byte.ts";
import { JsonSyntaxError } from "./json_syntax_error.ts";
import { KeptParts } from "./kept_parts.ts";
import { findLongList, LONG_LIST_BYTES, LongList } from "./long_list.ts";
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
  /** Whether the body is asked for with {@linkcode BodyReader.endUnparsed}: lists then stay in the text. */
  isForText?: boolean;
}

/**
 * Turns chunks of UTF-8 into the raw tree. Long string literals are found in the bytes and decoded
 * from base64 as they pass, and long lists of numbers are read; only what remains is handed to the JSON parser. Chunks may be split
 * anywhere and are not needed after `write` returns.
 */
export class BodyReader {
  readonly #options: BodyReaderOptions;
  readonly #kept = new KeptParts();
  readonly #bytes = new TextBytes();
  #text = "";
  #received = 0;
  /** Start of a literal, opening quote included, that has no end yet and is still short. */
  #pending: Uint8Array<ArrayBuffer> | undefined;
  #literal: LongLiteral | undefined;
  #list: LongList | undefined;
  /** Until one turns out to hold something else: then the parser is faster. */
  #readsLists: boolean;
  /** Inside a literal that is passed on as text because it holds escapes. */
  #inText = false;
  #escaped = false;

  constructor(options: BodyReaderOptions) {
    this.#options = options;
    this.#readsLists = options.isForText !== true;
  }

  /** Takes the next bytes. @throws {JsonSyntaxError} When they are not UTF-8. */
  write(chunk: Uint8Array<ArrayBuffer>): void {
    this.#received += chunk.byteLength;
    this.#take(chunk);
  }

  #take(chunk: Uint8Array<ArrayBuffer>): void {
    let bytes = chunk;
    if (this.#pending !== undefined) {
      bytes = joined(this.#pending, chunk);
      this.#pending = undefined;
    }
    let at = 0;
    while (at < bytes.byteLength) at = this.#next(bytes, at);
  }

  /** The whole body has come. @throws {JsonSyntaxError} When it is not JSON. */
  end(): unknown {
    this.#endText();
    try {
      return this.#kept.restore(parseJsonText(this.#text, this.#options));
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
      throw new JsonSyntaxError(error.message, this.#offsetOf(error.offset));
    }
  }

  /**
   * The whole body has come, and somebody else parses it: the text, in which each long literal shows as a
   * mark (`mark` and its number) of letters, digits and dashes. Instead of {@linkcode end}, with `isForText`.
   *
   * @throws {JsonSyntaxError} When a literal has no end, or the text is not UTF-8.
   */
  endUnparsed(): { text: string; mark: string; literals: readonly LongText[] } {
    this.#endText();
    return { text: this.#text, mark: this.#kept.mark, literals: this.#kept.texts() };
  }

  #endText(): void {
    if (this.#list !== undefined) this.#giveUpList(this.#list);
    if (this.#pending !== undefined) this.#bytes.append(this.#pending);
    this.#text = this.#bytes.text();
    if (this.#literal === undefined) return;
    throw new JsonSyntaxError("Unterminated string starting at", this.#offsetOf(this.#text.length));
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
    if (this.#list !== undefined) return this.#insideList(this.#list, bytes, at);
    if (this.#inText) return this.#insideText(bytes, at);
    const open = findByte(bytes, QUOTE, at);
    const list = this.#listIn(bytes, at, open);
    if (list !== -1) return this.#openedList(bytes, at, list);
    if (open === -1) {
      this.#bytes.append(bytes.subarray(at), this.#bytesToCome(0));
      return bytes.byteLength;
    }
    return this.#opened(bytes, at, open);
  }

  /** Where a long list begins before the next quote, or -1. */
  #listIn(bytes: Uint8Array<ArrayBuffer>, at: number, quote: number): number {
    if (!this.#readsLists) return -1;
    return findLongList(bytes, at, quote === -1 ? bytes.byteLength : quote, quote === -1);
  }

  #openedList(bytes: Uint8Array<ArrayBuffer>, at: number, open: number): number {
    this.#bytes.append(bytes.subarray(at, open));
    if (bytes.byteLength - open > LONG_LIST_BYTES) {
      this.#list = new LongList(this.#options.exact, this.#bytesToCome(bytes.byteLength - open));
      return open + 1;
    }
    this.#pending = bytes.slice(open);
    return bytes.byteLength;
  }

  #insideList(list: LongList, bytes: Uint8Array<ArrayBuffer>, at: number): number {
    const close = list.write(bytes, at);
    if (close === undefined) {
      this.#giveUpList(list);
      this.#take(bytes.subarray(at));
    }
    if (close === undefined || close === -1) return bytes.byteLength;
    this.#list = undefined;
    this.#keep(list);
    return close + 1;
  }

  /** Goes on as if there had been no list. */
  #giveUpList(list: LongList): void {
    this.#list = undefined;
    this.#readsLists = false;
    this.#bytes.append(ascii("["));
    for (const chunk of list.chunks) this.#take(chunk);
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
      throw new JsonSyntaxError(result.message, this.#offsetOf(place) + result.offset);
    }
    if (result.kind === "text") this.#keep(result.text);
    else this.#continueAsText(result.chunks);
    // an escaped literal may go on behind this quote
    return result.kind === "text" ? close + 1 : close;
  }

  #keep(part: LongText | LongList): void {
    this.#bytes.append(ascii(this.#kept.add(part)));
  }

  #continueAsText(chunks: readonly Uint8Array<ArrayBuffer>[]): void {
    this.#bytes.append(ascii('"'));
    this.#inText = true;
    this.#escaped = false;
    for (const chunk of chunks) this.#insideText(chunk, 0);
  }

  #offsetOf(place: number): number {
    return this.#kept.offsetOf(this.#text, place);
  }

  #bytesToCome(inHand: number): number {
    const announced = this.#options.byteLength;
    return announced === undefined ? inHand : Math.max(inHand, inHand + announced - this.#received);
  }
}

function ascii(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
