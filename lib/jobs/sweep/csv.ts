/** CSV as RFC 4180 has it. @module */

import { TesseraError } from "../../core/errors.ts";

/** A row and where it stands. */
export interface CsvRow {
  /** Line of the file on which it begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Splits a text into rows of cells. Cells in double quotes may hold commas, line ends and doubled quotes; empty
 * lines are left out.
 *
 * @throws {TesseraError} `bad_input` for a quote that is not closed, or text behind a closing one.
 */
export function parseCsv(text: string): CsvRow[] {
  const rows: CsvRow[] = [];
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const firstLine = line;
    const cells: string[] = [];
    let end: string;
    do {
      let cell: string;
      if (text[at] === '"') {
        const close = closingQuote(text, at, line);
        cell = text.slice(at + 1, close).replaceAll('""', '"');
        line += cell.split("\n").length - 1;
        at = close + 1;
      } else {
        const stop = indexOfEnd(text, at);
        cell = text.slice(at, stop);
        at = stop;
      }
      cells.push(cell);
      end = text.startsWith("\r\n", at) ? "\r\n" : text[at] ?? "";
      if (end !== "," && end !== "\n" && end !== "\r\n" && end !== "") {
        throw unreadable(line, "text behind a closing quote");
      }
      at += end.length;
      // a comma at the very end has one more cell, an empty one, behind it
    } while (end === ",");
    line++;
    if (cells.length > 1 || cells[0] !== "") rows.push({ line: firstLine, cells });
  }
  return rows;
}

function closingQuote(text: string, open: number, line: number): number {
  for (let at = text.indexOf('"', open + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    if (text[at + 1] !== '"') return at;
    at++;
  }
  throw unreadable(line, "a quote that is never closed");
}

function indexOfEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const letter = text[at];
    if (letter === "," || letter === "\n" || (letter === "\r" && text[at + 1] === "\n")) return at;
  }
  return text.length;
}

function unreadable(line: number, found: string): TesseraError {
  return new TesseraError("bad_input", `Cannot read the CSV file: found ${found} on line ${line}`, {
    hint:
      'Write a cell with commas, quotes or line ends in double quotes, and quotes in it twice: "a ""b"""',
  });
}
