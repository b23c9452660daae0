/** Bodies on their way to a Python process: long base64 texts go as bytes in memory that both share. @module */

import { BodyReader, LONG_LITERAL_BYTES } from "../payload/body_reader.ts";
import { JsonSyntaxError } from "../payload/json_syntax_error.ts";
import type { LongText } from "../payload/long_text.ts";
import type { Place, SharedFile } from "../python/shared_arrays.ts";
import { arrayEncodingIn, type ArrayEncodingName } from "./array_encoding_in.ts";
import type { CallBody } from "./call_host.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What goes to a Python process instead of a body. */
export interface SentBody {
  /** JSON as it came, but for the texts that marks stand for. */
  readonly text: Uint8Array;
  /** Text k stands as `<mark>k`. */
  readonly mark: string;
  /** Where the bytes of those texts are. */
  readonly literals: readonly Place[];
  /** The encoding that the request's own arrays came in. */
  readonly arrays: ArrayEncodingName | undefined;
}

const NOTHING: SentBody = { text: new Uint8Array(), mark: "", literals: [], arrays: undefined };

/**
 * Prepares a body; long texts that are base64 are written to `file`.
 *
 * @throws {JsonSyntaxError} When a text has no end, or is not UTF-8.
 */
export function sentBody(body: CallBody, file: SharedFile): SentBody {
  if (body.kind === "none") return NOTHING;
  if (body.kind === "bytes" && body.bytes.byteLength <= LONG_LITERAL_BYTES) {
    const arrays = arrayEncodingIn(decoder.decode(body.bytes));
    return { ...NOTHING, text: body.bytes, arrays };
  }
  const { text, mark, literals } = readerOf(body).endUnparsed();
  const arrays = literals.flatMap(({ decodedBytes }) => decodedBytes ?? []);
  if (arrays.length < literals.length) {
    return { ...NOTHING, text: encoder.encode(withTexts(text, mark, literals)) };
  }
  const places = file.writeAll(arrays);
  // gives the memory back now, not at the next collection
  for (const { buffer } of arrays) buffer.transfer(0);
  return { text: encoder.encode(text), mark, literals: places, arrays: arrayEncodingIn(text) };
}

function readerOf(body: Exclude<CallBody, { kind: "none" }>): BodyReader {
  if (body.kind === "arrived") return body.reader;
  const reader = new BodyReader({
    exact: false,
    isForText: true,
    byteLength: body.bytes.byteLength,
  });
  reader.write(body.bytes);
  return reader;
}

/** The text with its long literals, where some of them are no base64. */
function withTexts(text: string, mark: string, literals: readonly LongText[]): string {
  return literals.reduce<string>(
    (whole, literal, k) => whole.replace(`"${mark}${k}"`, () => `"${strictText(literal)}"`),
    text,
  );
}

/** The letters of a text, none of them lost: a mark of byte order at its start, too. */
function strictText({ chunks }: LongText): string {
  const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  try {
    return chunks.map((chunk) => strict.decode(chunk, { stream: true })).join("") + strict.decode();
  } catch {
    throw new JsonSyntaxError("Text is not UTF-8", 0);
  }
}
