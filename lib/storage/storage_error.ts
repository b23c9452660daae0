/** Failures of storage, without the secrets that locations can carry. @module */

import { type ErrorCode, TesseraError, type TesseraErrorOptions } from "../core/errors.ts";
import { redactLocation, redactText } from "./location.ts";

/** Facts beside the message of a {@linkcode StorageError}. */
export interface StorageErrorOptions extends TesseraErrorOptions {
  /** Whether the same act may work a moment later. */
  isTransient?: boolean;
  /** How long the service asks to wait first. */
  retryAfterMs?: number | undefined;
}

/** An expected failure of storage. Nothing in it or in its cause shows a password or a signature. */
export class StorageError extends TesseraError {
  /** The name that is printed before the message. */
  override readonly name: string = "StorageError";
  /** Whether the same act may work a moment later. */
  readonly isTransient: boolean;
  /** How long the service asks to wait first. */
  readonly retryAfterMs: number | undefined;

  /** URLs in the message and in the cause are redacted. */
  constructor(code: ErrorCode, message: string, options: StorageErrorOptions = {}) {
    const { cause, hint } = options;
    super(code, redactText(message), {
      ...(hint === undefined ? {} : { hint }),
      ...(cause === undefined ? {} : { cause: withoutSecrets(cause) }),
    });
    this.isTransient = options.isTransient ?? false;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** What is done to which location, for messages: `read "s3://bucket/key"`. */
export interface Act {
  /** A verb: read, write, list, look up, remove. */
  readonly verb: string;
  /** Where; it is redacted before it is shown. */
  readonly location: string;
}

/** The beginning of every message: `Cannot read "s3://bucket/key"`. */
export function cannot({ verb, location }: Act): string {
  return `Cannot ${verb} "${redactLocation(location)}"`;
}

/** The failure for something that is not there. */
export function notFound(act: Act, what: string = "it does not exist"): StorageError {
  return new StorageError("not_found", `${cannot(act)}: ${what}`, {
    hint: "Check the name; letter case counts",
  });
}

/** The failure for a service that cannot be reached, or whose connection was lost; transient. */
export function connectionFailure(act: Act, found: string, cause?: unknown): StorageError {
  return new StorageError("unavailable", `${cannot(act)}: ${found}`, {
    hint: "Check the host name and the network, then repeat the command",
    isTransient: true,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** The failure for an act that a scheme does not have, or a location that it cannot have. */
export function badLocation(act: Act, found: string, hint: string): StorageError {
  return new StorageError("bad_input", `${cannot(act)}: ${found}`, { hint });
}

/** An error of a library repeats the URL it was given, with password and query: only its text is kept, redacted. */
function withoutSecrets(cause: unknown): unknown {
  if (cause instanceof TesseraError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  const safe = new Error(redactText(text));
  if (cause instanceof Error) safe.name = cause.name;
  return safe;
}
