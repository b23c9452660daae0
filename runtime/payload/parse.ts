/** JSON text to the raw tree. @module */

import { parseExactJson } from "./exact_json.ts";
import { JsonSyntaxError } from "./json_syntax_error.ts";
import { findTooDeep, MAX_DEPTH } from "./nesting.ts";

export { JsonSyntaxError } from "./json_syntax_error.ts";

/** How a JSON text is read. */
export interface ParseOptions {
  /** Whether the schema tells `1` from `1.0` or holds 64-bit integers; costs speed on such texts. */
  exact: boolean;
}

/** Integer literals that a double cannot hold, and floats with an integral value. */
export const LOSSY_NUMBER = /[0-9]{16}|[0-9][eE]|\.0+(?![0-9])/;

/**
 * Parses a JSON text as Python's `json.loads` would: NaN and infinities are accepted.
 *
 * @throws {JsonSyntaxError} With the message and character offset that Python gives.
 */
export function parseJsonText(text: string, options: ParseOptions): unknown {
  const tooDeep = findTooDeep(text, MAX_DEPTH);
  if (tooDeep !== -1) throw new JsonSyntaxError("Nested too deeply", tooDeep);
  if (options.exact && LOSSY_NUMBER.test(text)) return parseExactJson(text);
  try {
    return JSON.parse(text);
  } catch {
    return parseExactJson(text);
  }
}

/**
 * Parses JSON bytes (UTF-8, an initial byte-order mark is skipped).
 *
 * @throws {JsonSyntaxError} Also for bytes that are not UTF-8.
 */
export function parseJson(bytes: Uint8Array, options: ParseOptions): unknown {
  return parseJsonText(decodeUtf8(bytes), options);
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** UTF-8 to text; @throws {JsonSyntaxError} on invalid bytes. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new JsonSyntaxError("Text is not UTF-8", 0);
  }
}
