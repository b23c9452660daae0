/** Reads numbers that people paste: nested lists, CSV, or columns between blanks. @module */

/** Numbers as they were written, and the shape they stand in. */
export interface NumberTable {
  readonly shape: readonly number[];
  /** One text for each element, in C order. */
  readonly tokens: readonly string[];
}

const PUNCTUATION_OR_TOKEN = /\s*([[\]()]|,|[^\s,[\]()]+)/gy;
const NUMBER =
  /^[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[jJ]?$|^[+-]?(?:nan|inf|infinity)$|^(?:true|false)$/i;
const COMPLEX =
  /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[+-](?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[jJ]$/;

/**
 * Reads an array from text: `[[1, 2], [3, 4]]` as JSON, Python or numpy print it, or rows of numbers
 * between commas, semicolons, tabs or blanks. A first row of names is left out.
 *
 * @throws {SyntaxError} With the place, when the text is no array of numbers.
 */
export function readNumberTable(text: string): NumberTable {
  const trimmed = text.trim();
  if (trimmed === "") throw new SyntaxError("Cannot read an array: the text is empty");
  return /^[[(]/.test(trimmed) ? readNested(trimmed) : readRows(trimmed);
}

/** Whether a text is a number as Python, JSON or C would write it. */
function isNumberText(text: string): boolean {
  return NUMBER.test(text) || COMPLEX.test(text);
}

interface Level {
  count: number;
  /** Shape of the items, once one is complete. */
  items: readonly number[] | undefined;
}

function readNested(text: string): NumberTable {
  const tokens: string[] = [];
  const open: Level[] = [];
  let shape: readonly number[] | undefined;
  const complete = (itemShape: readonly number[], at: number) => {
    const parent = open.at(-1);
    if (parent === undefined) {
      shape = itemShape;
      return;
    }
    if (parent.items !== undefined && parent.items.join() !== itemShape.join()) {
      throw new SyntaxError(
        `Cannot read an array: at character ${at + 1} an item of shape [${itemShape}] stands ` +
          `beside one of shape [${parent.items}]; all must be alike`,
      );
    }
    parent.items = itemShape;
    parent.count++;
  };
  for (const match of text.matchAll(PUNCTUATION_OR_TOKEN)) {
    const [, token = ""] = match;
    const at = match.index + match[0].length - token.length;
    if (shape !== undefined) throw surplus(token, at);
    if (token === "[" || token === "(") open.push({ count: 0, items: undefined });
    else if (token === "]" || token === ")") {
      const level = open.pop();
      if (level === undefined) throw surplus(token, at);
      complete([level.count, ...(level.items ?? [])], at);
    } else if (token !== ",") {
      tokens.push(checkedNumber(token, `at character ${at + 1}`));
      complete([], at);
    }
  }
  if (shape === undefined) {
    throw new SyntaxError("Cannot read an array: a closing bracket is missing at the end");
  }
  return { shape, tokens };
}

function readRows(text: string): NumberTable {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/#.*$/, "").trim());
  const rows = lines.map((line, index) => ({ cells: cellsOf(line), number: index + 1 }))
    .filter(({ cells }) => cells.length > 0);
  const [first] = rows;
  if (first !== undefined && rows.length > 1 && first.cells.every((cell) => !isNumberText(cell))) {
    rows.shift();
  }
  const width = rows[0]?.cells.length ?? 0;
  for (const { cells, number } of rows) {
    if (cells.length !== width) {
      throw new SyntaxError(
        `Cannot read a table: line ${number} has ${cells.length} numbers, the first row ${width}`,
      );
    }
    cells.forEach((cell, column) => checkedNumber(cell, `in line ${number}, column ${column + 1}`));
  }
  const tokens = rows.flatMap(({ cells }) => cells);
  if (rows.length === 1) return { shape: width === 1 ? [] : [width], tokens };
  return { shape: width === 1 ? [rows.length] : [rows.length, width], tokens };
}

function cellsOf(line: string): string[] {
  if (line === "") return [];
  const separator = [";", "\t", ","].find((candidate) => line.includes(candidate)) ?? /\s+/;
  const cells = line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));
  return cells.at(-1) === "" ? cells.slice(0, -1) : cells;
}

function checkedNumber(token: string, where: string): string {
  if (isNumberText(token)) return token;
  const shown = token.length > 40 ? `${token.slice(0, 40)}…` : token;
  throw new SyntaxError(`Cannot read a number: found "${shown}" ${where}`);
}

function surplus(token: string, at: number): SyntaxError {
  return new SyntaxError(
    `Cannot read an array: "${token}" at character ${at + 1} comes after its end`,
  );
}
