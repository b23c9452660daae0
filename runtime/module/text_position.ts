/** From offsets in a text to lines and columns, and back. @module */

/** A place in a text; both numbers count from 0, columns in UTF-16 units as in JavaScript strings. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** The lines of a text, found once and asked often. */
export class LineTable {
  /** Offset at which each line starts. */
  readonly starts: readonly number[];

  constructor(text: string) {
    const starts = [0];
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) {
      starts.push(at + 1);
    }
    this.starts = starts;
  }

  /** The place of an offset. */
  positionAt(offset: number): TextPosition {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, column: offset - (this.starts[low] ?? 0) };
  }

  /** The offset of a place; a line past the end counts as the last one. */
  offsetAt(position: TextPosition): number {
    const line = Math.min(position.line, this.starts.length - 1);
    return (this.starts[line] ?? 0) + position.column;
  }
}
