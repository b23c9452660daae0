/** The PAYLOAD argument: JSON, `@file`, `@URL`, or `@-` for stdin. @module */

import path from "node:path";
import { isMissing } from "../../runtime/files/confined_path.ts";
import { TesseraError } from "../core/errors.ts";
import { findNearestName } from "../core/nearest_name.ts";
import type { CliIo } from "./io.ts";
import { isRemote, redactLocation } from "../storage/location.ts";
import type { RetryPolicy } from "../storage/retry.ts";

/** Bytes of a payload, and what to call it in messages. */
export interface Payload {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** `the argument`, `stdin`, or the quoted file or URL. */
  readonly source: string;
}

/** Somebody waits for the command: a server that is down is found out at once. */
const SOON: RetryPolicy = { tries: 3, firstDelayMs: 200, maxDelayMs: 2_000 };

/** The next step after a payload that cannot be read. */
export const PAYLOAD_HINT = "Pass JSON, @FILE, @URL (http, https, s3 or ftp), or @- for stdin";

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
  const source = `"${redactLocation(name)}"`;
  try {
    return { bytes: await readNamed(name), source };
  } catch (cause) {
    throw isRemote(name) ? unreadable(source, cause) : await unreadableFile(name, cause);
  }
}

async function unreadableFile(name: string, cause: unknown): Promise<TesseraError> {
  if (isMissing(cause)) {
    const nearest = findNearestName(path.basename(name), await namesBeside(name));
    const hint = nearest === undefined
      ? PAYLOAD_HINT
      : `Did you mean "@${path.join(path.dirname(name), nearest)}"?`;
    return new TesseraError("bad_input", `Cannot read payload: found no file "${name}"`, { hint });
  }
  if (cause instanceof Deno.errors.IsADirectory) {
    return new TesseraError(
      "bad_input",
      `Cannot read payload: found a folder at "${name}", expected a file`,
      { hint: PAYLOAD_HINT },
    );
  }
  return unreadable(`"${name}"`, cause);
}

function unreadable(source: string, cause: unknown): TesseraError {
  return new TesseraError("bad_input", `Cannot read payload: ${source} is not readable`, {
    hint: PAYLOAD_HINT,
    cause,
  });
}

async function namesBeside(name: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(path.dirname(name)))).map((entry) => entry.name);
  } catch {
    return []; // only used to suggest a name
  }
}

async function readNamed(name: string): Promise<Uint8Array<ArrayBuffer>> {
  if (!isRemote(name)) return await Deno.readFile(name);
  const { readBytes } = await import("../storage/mod.ts");
  return await readBytes(name, { retry: SOON });
}
