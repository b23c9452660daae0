/** From the bytes of a payload to its raw tree. @module */

import { BodyReader } from "../../runtime/payload/body_reader.ts";
import { JsonSyntaxError } from "../../runtime/payload/json_syntax_error.ts";
import { TesseraError } from "../core/errors.ts";
import { type Payload, PAYLOAD_HINT } from "./payload.ts";

/** Longer texts are not searched for the line that is wrong. */
const MAX_SEARCHED_BYTES = 64 * 1024 * 1024;
const MAX_PATH_BYTES = 4_096;

/** What a parser refused. */
export interface JsonFault {
  readonly message: string;
  /** Characters before it. */
  readonly offset: number;
}

/**
 * Parses a payload for an endpoint.
 *
 * @param options Whether `1` and `1.0` must be kept apart.
 * @throws {TesseraError} `bad_input` when it is not JSON.
 */
export function parsePayload(payload: Payload, options: { exact: boolean }): unknown {
  try {
    const reader = new BodyReader({
      exact: options.exact,
      byteLength: payload.bytes.byteLength,
    });
    reader.write(payload.bytes);
    return reader.end();
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw notJson(payload, error);
  }
}

/** The error for a payload that is not JSON: what is wrong, and where. */
export function notJson(payload: Payload, fault: JsonFault): TesseraError {
  const { bytes, source } = payload;
  const found = bytes.byteLength === 0
    ? "found nothing"
    : `${fault.message} at ${placeOf(fault.offset, bytes)} of ${source}`;
  return new TesseraError("bad_input", `Cannot read payload: ${found}, expected JSON`, {
    hint: isPathWithoutSign(payload) ? `Did you mean "@${textOf(bytes)}"?` : PAYLOAD_HINT,
  });
}

function placeOf(offset: number, bytes: Uint8Array<ArrayBuffer>): string {
  if (bytes.byteLength > MAX_SEARCHED_BYTES) return `character ${offset + 1}`;
  const before = textOf(bytes).slice(0, offset).split("\n");
  const column = (before.at(-1) ?? "").length + 1;
  return before.length === 1 ? `character ${column}` : `line ${before.length}, column ${column}`;
}

/** Whether somebody wrote `inputs.json` where `@inputs.json` was meant. */
function isPathWithoutSign({ bytes, source }: Payload): boolean {
  if (source !== "the argument" || bytes.byteLength > MAX_PATH_BYTES) return false;
  try {
    return Deno.statSync(textOf(bytes)).isFile;
  } catch {
    return false;
  }
}

function textOf(bytes: Uint8Array<ArrayBuffer>): string {
  return new TextDecoder().decode(bytes);
}
