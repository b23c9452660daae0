/** Output that cannot be written. @module */

import { TesseraError } from "./errors.ts";

/** What a full disk is called: by Linux and macOS, and where a quota is used up. */
const FULL = /ENOSPC|EDQUOT|No space left|quota exceeded/i;

/**
 * The error for output that cannot be written, with the next step for its cause.
 *
 * @param message What could not be done.
 * @param cause What the system said.
 */
export function unwritable(message: string, cause: unknown): TesseraError {
  const isFull = cause instanceof Error && FULL.test(cause.message);
  return new TesseraError("unavailable", message, {
    cause,
    hint: isFull
      ? "Free some space, or choose a folder on another disk with --output-path"
      : "Choose a folder you may write to with --output-path",
  });
}
