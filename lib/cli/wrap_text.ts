/** Long lines for a terminal: broken between words, where a terminal would break within them. @module */

/** Narrower than this, every break is as bad as any other. */
const MIN_COLUMNS = 30;
const CONTINUATION = "  ";
/** Frames of a stack, quoted source with its caret, and rows of a table keep their form. */
const FIXED_FORM = /^\s+at |^\s*\d* \||\S {3,}\S/;

/**
 * Breaks lines that are longer than a terminal is wide; what follows a break is indented by two
 * more than its line.
 *
 * @param columns Width of the terminal; undefined where there is none, and lines stay as they are.
 */
export function wrapText(text: string, columns: number | undefined): string {
  if (columns === undefined || columns < MIN_COLUMNS) return text;
  return text.split("\n").map((line) => wrapLine(line, columns)).join("\n");
}

function wrapLine(line: string, columns: number): string {
  // a line that redraws itself has a form of its own
  if (line.length <= columns || FIXED_FORM.test(line) || line.includes("\r")) return line;
  const indent = /^ */.exec(line)?.[0] ?? "";
  const lines: string[] = [];
  let current = indent;
  let isEmpty = true;
  for (const word of line.slice(indent.length).split(" ")) {
    if (!isEmpty && current.length + 1 + word.length > columns) {
      lines.push(current);
      current = indent + CONTINUATION;
      isEmpty = true;
    }
    current += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, current].join("\n");
}
