/** Long JSON strings that are never turned into JavaScript strings. @module */

/** Base64 that was decoded while it arrived. */
export interface DecodedText {
  /** What the text stands for. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The text's last four characters: base64 can be written with spare bits that decoding drops. */
  readonly lastQuantum: string;
}

/**
 * The content of a JSON string literal of the request body that was too long to be worth a
 * JavaScript string (a base64 buffer, nearly always): its raw bytes between the quotes, free of
 * escapes. Stands in the parsed tree wherever a long string stood.
 *
 * A literal that turned out to be base64 while it arrived is held as the bytes it stands for.
 * Either way the bytes are valid until the call has been decoded.
 */
export class LongText {
  /** Sum of the chunks' lengths. */
  readonly byteLength: number;
  #chunks: readonly Uint8Array<ArrayBuffer>[] | undefined;
  readonly #decoded: DecodedText | undefined;

  constructor(chunks: readonly Uint8Array<ArrayBuffer>[], decoded?: DecodedText) {
    this.#chunks = decoded === undefined ? chunks : undefined;
    this.#decoded = decoded;
    this.byteLength = decoded === undefined
      ? chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0)
      : Math.ceil(decoded.bytes.byteLength / 3) * 4;
  }

  /** A text that was valid base64, from the bytes it stands for, which it owns from now on. */
  static fromDecoded(decoded: DecodedText): LongText {
    return new LongText([], decoded);
  }

  /** The bytes that the text stands for, when it is valid base64 and was decoded on arrival. */
  get decodedBytes(): Uint8Array<ArrayBuffer> | undefined {
    return this.#decoded?.bytes;
  }

  /** Consecutive pieces of UTF-8; made anew for a text that was decoded on arrival. */
  get chunks(): readonly Uint8Array<ArrayBuffer>[] {
    return this.#chunks ??= this.#decoded === undefined ? [] : encode(this.#decoded);
  }

  /** The whole text; @throws {RangeError} beyond V8's string length (512 MiB). */
  toString(): string {
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    return this.chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("") +
      decoder.decode();
  }
}

function encode({ bytes, lastQuantum }: DecodedText): Uint8Array<ArrayBuffer>[] {
  const encoder = new TextEncoder();
  const step = 3 * 128 * 1024;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const canonical = Math.max(0, Math.ceil(bytes.byteLength / 3) - 1) * 3;
  for (let at = 0; at < canonical; at += step) {
    chunks.push(encoder.encode(bytes.subarray(at, Math.min(at + step, canonical)).toBase64()));
  }
  chunks.push(encoder.encode(lastQuantum));
  return chunks;
}
