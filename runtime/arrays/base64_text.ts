/** Strict base64, as upstream's decoder wants it. @module */

import type { LongText } from "../payload/long_text.ts";
import { LongLiteral } from "../payload/long_literal.ts";

/**
 * The bytes that a base64 text stands for, in a buffer of their own.
 *
 * Refused are blanks, the URL alphabet and missing or surplus padding; spare bits before the padding
 * are accepted.
 *
 * @returns Undefined when the text is not strict base64.
 */
export function decodeStrictBase64(text: string | LongText): Uint8Array<ArrayBuffer> | undefined {
  if (typeof text === "string") return decodeString(text);
  if (text.decodedBytes !== undefined) return text.decodedBytes;
  const literal = new LongLiteral(text.byteLength);
  for (const chunk of text.chunks) literal.write(chunk);
  const result = literal.end();
  return result.kind === "text" ? result.text.decodedBytes : undefined;
}

function decodeString(text: string): Uint8Array<ArrayBuffer> | undefined {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const expected = text.length / 4 * 3 - padding;
  if (text.length % 4 !== 0) return undefined;
  try {
    const bytes = Uint8Array.fromBase64(text, { lastChunkHandling: "loose" });
    // skipped blanks show in the length
    return bytes.byteLength === expected ? bytes : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
