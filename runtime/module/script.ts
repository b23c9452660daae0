/** A file of the user, as JavaScript, with the way back to what they wrote. @module */

import type { Mapping } from "./source_map.ts";
import { LineTable, type TextPosition } from "./text_position.ts";

/** One file's program. */
export class Script {
  /** Absolute path of the file. */
  readonly path: string;
  /** What the user wrote. */
  readonly source: string;
  /** The same as JavaScript; every token stands where it stood unless there is an `origin`. */
  readonly code: string;
  /** Where the parts of `code` stood in `source`, for files whose types could not just be blanked. */
  readonly origin: readonly Mapping[] | undefined;

  constructor(path: string, source: string, code: string, origin?: readonly Mapping[]) {
    this.path = path;
    this.source = source;
    this.code = code;
    this.origin = origin;
  }

  /** Where in the user's file an offset of `code` stood. */
  sourcePosition(offset: number): TextPosition {
    const position = new LineTable(this.code).positionAt(offset);
    if (this.origin === undefined) return position;
    const nearest = this.origin.findLast(({ generated }) =>
      generated.line < position.line ||
      (generated.line === position.line && generated.column <= position.column)
    );
    return nearest?.source ?? { line: 0, column: 0 };
  }

  /** `PATH:LINE:COLUMN` of an offset of `code`, counting from 1 as editors do. */
  placeOf(offset: number): string {
    return formatPlace(this.path, this.sourcePosition(offset));
  }
}

/** `PATH:LINE:COLUMN`, counting from 1 as editors do. */
export function formatPlace(path: string, { line, column }: TextPosition): string {
  return `${path}:${line + 1}:${column + 1}`;
}
