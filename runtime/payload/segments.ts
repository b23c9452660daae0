/** A JSON response under construction, with array bytes kept as bytes. @module */

/** Bytes that lie outside of JavaScript's memory until they are needed. */
export interface ByteSource {
  readonly byteLength: number;
  /** Copies the bytes from `at` on that fill the target. */
  readInto(at: number, target: Uint8Array): void;
}

/** A piece of a JSON text: text as it is or as UTF-8, or bytes that appear as base64 (without quotes). */
export type Segment =
  | string
  | { readonly utf8: Uint8Array<ArrayBuffer> }
  | { readonly base64: Uint8Array<ArrayBuffer> };

/** A piece of an answer: as above, or bytes that are fetched while it is sent. */
export type AnswerSegment = Segment | { readonly base64From: ByteSource };

/**
 * Collects a JSON text piece by piece. Bytes are neither copied nor encoded until the response is
 * sent, so the arrays they belong to must not change after `base64()`.
 */
export class SegmentWriter {
  readonly #segments: Segment[] = [];
  #text = "";

  /** Appends JSON text. */
  text(piece: string): void {
    this.#text += piece;
  }

  /** Appends JSON text that is UTF-8 already, in memory that the response owns from now on. */
  utf8(piece: Uint8Array<ArrayBuffer>): void {
    this.#flush();
    this.#segments.push({ utf8: piece });
  }

  /** Appends bytes that the response shows as base64 characters; the caller writes the quotes. */
  base64(bytes: Uint8Array<ArrayBuffer>): void {
    this.#flush();
    this.#segments.push({ base64: bytes });
  }

  /** What was written so far, in order. */
  segments(): Segment[] {
    this.#flush();
    return [...this.#segments];
  }

  #flush(): void {
    if (this.#text === "") return;
    this.#segments.push(this.#text);
    this.#text = "";
  }
}
