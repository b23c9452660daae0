/** Files of a sweep that cannot be written. @module */

import { TesseraError } from "../../core/errors.ts";

/** What a full disk is called, and a quota that is used up. */
const FULL = /ENOSPC|EDQUOT|No space left|quota exceeded/i;

/** Whether the system said so for want of space. */
export function isFullDisk(cause: unknown): boolean {
  return cause instanceof Error && FULL.test(cause.message);
}

/**
 * The error for a file of a sweep that cannot be written: the sweep stops, and nothing of it is lost.
 *
 * @param path The file, or the folder that should have it.
 * @param cause What the system said.
 */
export function writeFailure(path: string, cause: unknown): TesseraError {
  const first = isFullDisk(cause) ? "Free some space" : "Make that folder writable";
  return new TesseraError("unavailable", `Cannot write "${path}"`, {
    hint: `${first}, then go on with --resume: what was written before is kept`,
    cause,
  });
}
