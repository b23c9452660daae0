/** What people and programs read: tables, JSON, notes. @module */

import { type CliIo, writeOutText } from "./io.ts";
import { wrapText } from "./wrap_text.ts";

const COLUMN_GAP = "  ";

/**
 * Lines up rows in columns, two spaces apart; the last column is not padded.
 *
 * @param rows Cells of one line each.
 * @returns Lines, each with its line end; empty for no rows.
 */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  const pad = (cell: string, column: number) => cell.padEnd(widths[column] ?? 0);
  return rows.map((row) => `${row.map(pad).join(COLUMN_GAP).trimEnd()}\n`).join("");
}

/** A result for programs, on stdout: indented JSON and a line end. */
export function writeJson(io: CliIo, value: unknown): void {
  writeOutText(io, `${JSON.stringify(value, null, 2)}\n`);
}

/** A report for people, on stdout: on a terminal, long lines are broken between words. */
export function writeReport(io: CliIo, text: string): void {
  writeOutText(io, wrapText(text, io.outColumns));
}

/** A remark for people, on stderr. */
export function writeNote(io: CliIo, text: string): void {
  io.writeErr(`${text}\n`);
}

/** `1 error`, `2 errors`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
