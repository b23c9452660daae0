/** Points that stand in a file one by one: JSON lines and CSV. @module */

import { TesseraError } from "../../core/errors.ts";
import { parseCsv } from "./csv.ts";
import { type InputPath, parseInputPath, setInput } from "./input_path.ts";
import type { Points } from "./points.ts";

/**
 * Points from JSON lines: each is the inputs of one point, passed on as it is written, so that `1.0` and `1` stay
 * apart and no digit is lost.
 *
 * @throws {TesseraError} `bad_input` that names the line.
 */
export function jsonLinesPoints(text: string): Points {
  const lines: string[] = [];
  text.split("\n").forEach((line, k) => {
    if (line.trim() === "") return;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (cause) {
      throw wrongLine(k + 1, cause instanceof Error ? cause.message : String(cause));
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw wrongLine(k + 1, "found no object");
    }
    lines.push(line.trim());
  });
  return listed(lines.length, (index) => lines[index] ?? "{}");
}

/**
 * Points from CSV: the first row has the dotted names of the inputs. A cell that is JSON counts as that, any other
 * is text; an empty one is left out.
 *
 * @throws {TesseraError} `bad_input` that names the line.
 */
export function csvPoints(text: string): Points {
  const [header, ...rows] = parseCsv(text.replace(/^\ufeff/, ""));
  if (header === undefined) return listed(0, () => "");
  const paths = header.cells.map(parseInputPath);
  const twice = header.cells.find((name, k) => header.cells.indexOf(name) !== k);
  if (twice !== undefined) throw wrongLine(1, `found the column "${twice}" twice`);
  for (const { line, cells } of rows) {
    if (cells.length === paths.length) continue;
    throw wrongLine(
      line,
      `found ${cells.length} cells, expected ${paths.length} as in the first row`,
    );
  }
  return listed(rows.length, (index) => csvInputs(paths, rows[index]?.cells ?? []));
}

function csvInputs(paths: readonly InputPath[], cells: readonly string[]): string {
  const inputs = {};
  paths.forEach((path, column) => {
    const cell = cells[column] ?? "";
    if (cell !== "") setInput(inputs, path, cellValue(cell));
  });
  return JSON.stringify(inputs);
}

const NUMBER = /^\s*-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?\s*$/;

/** Numbers keep every digit and their decimal point. */
function cellValue(cell: string): unknown {
  if (NUMBER.test(cell)) return rawJson(cell.trim());
  try {
    return JSON.parse(cell);
  } catch {
    return cell;
  }
}

/** `JSON.rawJSON`: TypeScript does not know it yet. */
function rawJson(text: string): unknown {
  return (JSON as typeof JSON & { rawJSON(text: string): unknown }).rawJSON(text);
}

function listed(count: number, at: Points["at"]): Points {
  if (count > 0) {
    at(0); // names that do not fit one another are found now
    return { count, request: {}, at };
  }
  throw new TesseraError("bad_input", "Cannot use the file: found no points in it", {
    hint: "Write one point on each line; in CSV, below the row of names",
  });
}

function wrongLine(line: number, found: string): TesseraError {
  return new TesseraError("bad_input", `Cannot read points: line ${line}: ${found}`, {
    hint: 'Write one object on each line, such as {"s": 1}; in CSV, as many cells as names',
  });
}
