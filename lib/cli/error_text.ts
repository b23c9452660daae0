/** Errors as people read them. @module */

import { TesseraError } from "../core/errors.ts";
import { userStack } from "../core/user_frames.ts";

const MAX_CAUSES = 8;

/**
 * An expected failure: message, what is underneath (with frames where they are the user's), and the
 * next step.
 *
 * @returns Lines, each with its line end.
 */
export function formatFailure(error: TesseraError): string {
  const lines = [`Error: ${error.message}`];
  for (const cause of causesOf(error)) {
    lines.push(`  caused by: ${textOf(cause, (cause) => userStack(cause, { ifNone: "message" }))}`);
  }
  if (error.hint !== undefined) lines.push(`Hint: ${error.hint}`);
  return `${lines.join("\n")}\n`;
}

/** How much of a stack {@linkcode formatException} shows. */
export interface ExceptionOptions {
  /** Also the frames of this program and of the engine. */
  allFrames: boolean;
}

/**
 * An exception of the user's module, or of ours: its stack and those of its causes.
 *
 * @returns Lines, each with its line end.
 */
export function formatException(error: unknown, options: ExceptionOptions): string {
  const stackOf = options.allFrames
    ? (error: Error) => error.stack ?? `${error.name}: ${error.message}`
    : (error: Error) => userStack(error, { ifNone: "all" });
  const parts = [textOf(error, stackOf)];
  for (const cause of causesOf(error)) parts.push(`Caused by: ${textOf(cause, stackOf)}`);
  return `${parts.join("\n")}\n`;
}

/** A failure nobody expected: ours to fix. */
export function formatBug(error: unknown): string {
  return `Internal error, please report it:\n${formatException(error, { allFrames: true })}`;
}

function textOf(error: unknown, stackOf: (error: Error) => string): string {
  if (!(error instanceof Error)) return `Uncaught ${Deno.inspect(error)}`;
  return error instanceof TesseraError ? error.message : stackOf(error);
}

/** The chain of causes; one that leads back to itself ends there. */
function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  let current = error;
  while (current instanceof Error && current.cause !== undefined && causes.length < MAX_CAUSES) {
    current = current.cause;
    if (current === error || causes.includes(current)) break;
    causes.push(current);
  }
  return causes;
}
