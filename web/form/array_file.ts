/** Reads arrays from files that somebody opens. @module */

import type { ArrayValue } from "../arrays/array_value.ts";
import { readEnvelope } from "../arrays/envelope.ts";
import type { ArrayType } from "../arrays/from_numbers.ts";
import { readNpy } from "../arrays/npy.ts";
import { readArrayText } from "./request_value.ts";

/** Extensions of files that can be opened. */
export const ARRAY_FILE_TYPES = ".npy,.json,.csv,.tsv,.txt,.dat";

/** A request is one text in the browser, and texts end at 512 MiB; base64 makes a third more of the bytes. */
const MAX_FILE_BYTES = 350 * 1024 * 1024;

/** Reads a file by its content; @throws {Error} that says what is wrong with it. */
export async function readArrayFile(file: File, type: ArrayType): Promise<ArrayValue> {
  if (file.size > MAX_FILE_BYTES) {
    throw new RangeError(
      `Cannot open ${file.name}: it has ${
        Math.round(file.size / 1024 / 1024)
      } MiB, and this page takes ` +
        `${MAX_FILE_BYTES / 1024 / 1024}; send it with a program instead`,
    );
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes[0] === 0x93) return readNpy(bytes);
  if (/\.npy$/i.test(file.name)) return readNpy(bytes);
  const text = new TextDecoder().decode(bytes);
  const enveloped = text.trimStart().startsWith("{") ? readEnvelope(JSON.parse(text)) : undefined;
  return enveloped ?? readArrayText(text, type);
}
