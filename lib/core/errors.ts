/**
 * The one error for failures that a user can meet and act on.
 *
 * Programming errors stay `TypeError` and `RangeError`; an exception of the user's own module stays
 * what it is.
 *
 * @module
 */

/** What kind of failure it is; `main.ts` maps it to the exit code, the server to the HTTP status. */
export type ErrorCode =
  /** Wrong command line: exit 2. */
  | "usage"
  /** Input that cannot be used: exit 2. */
  | "bad_input"
  /** Something named does not exist: exit 2. */
  | "not_found"
  /** Not allowed, by policy or by missing credentials: exit 2. */
  | "denied"
  /** The work itself failed: exit 1. */
  | "failed"
  /** Could not start (port taken, no engine, no interpreter): exit 3. */
  | "unavailable"
  /** A limit in time was reached: exit 124. */
  | "timed_out"
  /** The user ended it: exit 130. */
  | "interrupted";

/** Facts beside the message of a {@linkcode TesseraError}. */
export interface TesseraErrorOptions {
  /** One next step for the reader, without a final period. */
  hint?: string;
  /** The error underneath. */
  cause?: unknown;
}

/**
 * An expected failure. The message has the form "Cannot <action>: <what was found>, expected <what>",
 * quotes strings, and ends without a period; the hint is one next step.
 */
export class TesseraError extends Error {
  override readonly name: string = "TesseraError";
  /** The kind of failure. */
  readonly code: ErrorCode;
  /** One next step, or nothing. */
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: TesseraErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}
