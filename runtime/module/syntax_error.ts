/** A mistake in the user's source, shown with the line it is on. @module */

import { TesseraError } from "../../lib/core/errors.ts";
import { formatPlace } from "./script.ts";
import type { TextPosition } from "./text_position.ts";

/** Longest part of a source line that a message shows, in characters. */
const MAX_SHOWN = 160;

/** What is wrong, and where. */
export interface SyntaxProblem {
  /** Absolute path of the file. */
  readonly path: string;
  /** What the user wrote. */
  readonly source: string;
  readonly position: TextPosition;
  /** One sentence without a final period. */
  readonly reason: string;
  /** The error underneath. */
  readonly cause?: unknown;
}

/** An error that names file, line and column and shows the line with a mark under the column. */
export function syntaxError(problem: SyntaxProblem): TesseraError {
  const { path, source, position, reason, cause } = problem;
  const head = `Cannot load "${path}": ${reason}, at ${formatPlace(path, position)}`;
  return new TesseraError(
    "bad_input",
    `${head}\n${excerpt(source, position)}`,
    cause === undefined ? {} : { cause },
  );
}

function excerpt(source: string, { line, column }: TextPosition): string {
  const text = (source.split("\n")[line] ?? "").replace(/\r$/, "").replaceAll("\t", " ");
  const from = column > MAX_SHOWN - 20 ? column - MAX_SHOWN / 2 : 0;
  const number = `${line + 1}`;
  return `  ${number} | ${text.slice(from, from + MAX_SHOWN)}\n` +
    `  ${" ".repeat(number.length)} | ${" ".repeat(column - from)}^`;
}
