/** The PAYLOAD argument: JSON, `@file`, `@URL`, or `@-` for stdin. @module */

import { TesseraError } from "../core/errors.ts";
import type { CliIo } from "./io.ts";

/** Bytes of a payload, and what to call it in messages. */
export interface Payload {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** `the argument`, `stdin`, or the quoted file or URL. */
  readonly source: string;
}

const REMOTE = /^https?:\/\//i;
/** A server that sends nothing for so long is given up. */
const FETCH_LIMIT_MS = 600_000;

/**
 * Reads the bytes that a PAYLOAD argument stands for; they are not parsed.
 *
 * @throws {TesseraError} `bad_input` when the file, URL or stdin cannot be read.
 */
export async function readPayload(argument: string, io: CliIo): Promise<Payload> {
  if (!argument.startsWith("@")) {
    return { bytes: new TextEncoder().encode(argument), source: "the argument" };
  }
  const name = argument.slice(1);
  if (name === "-") return { bytes: await io.readStdin(), source: "stdin" };
  const source = `"${name}"`;
  try {
    return {
      bytes: REMOTE.test(name) ? await fetchBytes(name) : await Deno.readFile(name),
      source,
    };
  } catch (cause) {
    throw new TesseraError("bad_input", `Cannot read payload: ${source} is not readable`, {
      hint: "Pass JSON, @FILE, @URL (http or https), or @- for stdin",
      cause,
    });
  }
}

async function fetchBytes(url: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_LIMIT_MS) });
  if (response.ok) return await response.bytes();
  await response.body?.cancel();
  throw new Error(`the server answered ${response.status} ${response.statusText}`.trim());
}
