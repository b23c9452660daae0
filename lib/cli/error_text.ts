/** Errors as people read them. @module */

import { TesseraError } from "../core/errors.ts";

/** Where the program's own sources are: in the repository, or inside the executable. */
const OWN_SOURCES = ["lib/", "runtime/", "main.ts"].map((path) =>
  new URL(`../../${path}`, import.meta.url).href
);
const RUNTIME_FRAME = /[ (](?:ext|node):|<anonymous>\)?$|\/commander\//;
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
    lines.push(`  caused by: ${stackOf(cause, { allFrames: false })}`);
  }
  if (error.hint !== undefined) lines.push(`Hint: ${error.hint}`);
  return `${lines.join("\n")}\n`;
}

/** How much of a stack {@linkcode formatException} shows. */
export interface ExceptionOptions {
  /** Also the frames below the user's module, which are our own. */
  allFrames: boolean;
}

/**
 * An exception of the user's module, or of ours: its stack and those of its causes.
 *
 * @returns Lines, each with its line end.
 */
export function formatException(error: unknown, options: ExceptionOptions): string {
  const parts = [stackOf(error, options)];
  for (const cause of causesOf(error)) parts.push(`Caused by: ${stackOf(cause, options)}`);
  return `${parts.join("\n")}\n`;
}

/** A failure nobody expected: ours to fix. */
export function formatBug(error: unknown): string {
  return `Internal error, please report it:\n${formatException(error, { allFrames: true })}`;
}

function stackOf(error: unknown, options: ExceptionOptions): string {
  if (!(error instanceof Error)) return `Uncaught ${Deno.inspect(error)}`;
  if (error instanceof TesseraError && !options.allFrames) return error.message;
  const stack = error.stack ?? `${error.name}: ${error.message}`;
  return options.allFrames ? stack : withoutOwnFrames(stack);
}

/** Drops the frames under the last one of the user: they are the same for everybody. */
function withoutOwnFrames(stack: string): string {
  const lines = stack.split("\n");
  const isOwn = (line: string) =>
    /^\s+at /.test(line) &&
    (OWN_SOURCES.some((source) => line.includes(source)) || RUNTIME_FRAME.test(line));
  while (lines.length > 1 && isOwn(lines.at(-1) ?? "")) lines.pop();
  return lines.join("\n");
}

function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  let current = error;
  while (current instanceof Error && current.cause !== undefined && causes.length < MAX_CAUSES) {
    current = current.cause;
    causes.push(current);
  }
  return causes;
}
