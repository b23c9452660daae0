/** Exit codes. @module */

import type { ErrorCode } from "../core/errors.ts";

/** What the process ends with; the table users read is docs/errors.md. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  unavailable: 3,
  timedOut: 124,
  interrupted: 130,
  /** 128 + SIGPIPE: the reader of stdout went away. */
  brokenPipe: 141,
} as const;

/** The exit code for a kind of expected failure. */
export function exitCodeOf(code: ErrorCode): number {
  switch (code) {
    case "usage":
    case "bad_input":
    case "not_found":
    case "denied":
      return EXIT.usage;
    case "failed":
      return EXIT.failed;
    case "unavailable":
      return EXIT.unavailable;
    case "timed_out":
      return EXIT.timedOut;
    case "interrupted":
      return EXIT.interrupted;
    default:
      throw new RangeError(`Unknown error code "${code satisfies never}"`);
  }
}
