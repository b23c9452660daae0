/** Replaces parts of a program and knows for every place of the result where it came from. @module */

import type { Mapping } from "./source_map.ts";
import { LineTable, type TextPosition } from "./text_position.ts";

/** A part of a text and what stands there instead. */
export interface Edit {
  /** Offset of the first character to replace. */
  readonly start: number;
  /** Offset after the last one. */
  readonly end: number;
  readonly text: string;
}

/** A program after its edits. */
export class Rewritten {
  /** The new program. */
  readonly text: string;
  readonly #code: string;
  readonly #edits: readonly Edit[];
  readonly #prefixLength: number;

  /**
   * @param code The program before.
   * @param edits In order, none overlapping.
   * @param prefix Goes before everything else, without adding a line.
   */
  constructor(code: string, edits: readonly Edit[], prefix: string) {
    const pieces = [prefix];
    let at = 0;
    for (const edit of edits) {
      pieces.push(code.slice(at, edit.start), edit.text);
      at = edit.end;
    }
    pieces.push(code.slice(at));
    this.text = pieces.join("");
    this.#code = code;
    this.#edits = edits;
    this.#prefixLength = prefix.length;
  }

  /**
   * Where the parts of the result stood before the edits: lines and what follows an edit as ranges, an
   * edit as a whole at its start.
   *
   * @param origin What the program itself was made from, when that is not the program as it stands.
   */
  mappings(origin?: readonly Mapping[]): Iterable<Mapping> {
    return origin === undefined ? this.#ownMappings() : this.#composed(origin);
  }

  /** Offset, before the edits, of a place in the result; inside an edit: where that starts. */
  offsetBefore(position: TextPosition): number {
    let offset = new LineTable(this.text).offsetAt(position) - this.#prefixLength;
    for (const edit of this.#edits) {
      if (offset < edit.start) break;
      if (offset < edit.start + edit.text.length) return edit.start;
      offset -= edit.text.length - (edit.end - edit.start);
    }
    return Math.max(0, Math.min(offset, this.#code.length));
  }

  *#ownMappings(): Generator<Mapping> {
    const before = new LineTable(this.#code);
    const after = new LineTable(this.text);
    const mapping = (offset: number, shift: number, isRange: boolean): Mapping => ({
      generated: after.positionAt(offset + shift),
      source: before.positionAt(offset),
      isRange,
    });
    let shift = this.#prefixLength;
    let from = 0;
    let line = 1;
    for (const { start, end, text } of [...this.#edits, END]) {
      if (from < start) yield mapping(from, shift, true);
      for (
        let at = before.starts[line] ?? END.start;
        at < start;
        at = before.starts[++line] ?? END.start
      ) {
        if (at > from) yield mapping(at, shift, true);
      }
      if (start === END.start) return;
      yield mapping(start, shift, false);
      shift += text.length - (end - start);
      from = end;
    }
  }

  *#composed(origin: readonly Mapping[]): Generator<Mapping> {
    const before = new LineTable(this.#code);
    const after = new LineTable(this.text);
    let edit = 0;
    let shift = this.#prefixLength;
    for (const { generated, source } of origin) {
      const offset = before.offsetAt(generated);
      let current = this.#edits[edit];
      while (current !== undefined && current.end <= offset) {
        shift += current.text.length - (current.end - current.start);
        current = this.#edits[++edit];
      }
      if (current !== undefined && offset > current.start) continue; // what stood here is gone
      yield { generated: after.positionAt(offset + shift), source };
    }
  }
}

/** Stands behind the last edit. */
const END: Edit = { start: Infinity, end: Infinity, text: "" };
