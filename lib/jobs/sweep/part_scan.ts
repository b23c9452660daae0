/** Reads what workers have written so far, each byte once. @module */

import { join } from "node:path";
import { readLines } from "./read_lines.ts";
import { readHead, type ResultHead } from "./result_line.ts";

const PART = /^part-.*\.jsonl$/;

/** Where a line is. */
export interface LinePlace {
  /** Name of the file in the folder of parts. */
  readonly part: string;
  /** Of its first byte. */
  readonly offset: number;
  /** Without its line end. */
  readonly byteLength: number;
}

/** Gives the lines that are new since it last looked; a torn line is none until its end is there. */
export class PartScan {
  readonly #parts: string;
  /** By file: where the first line begins that was not read whole. */
  readonly #offsets = new Map<string, number>();

  constructor(parts: string) {
    this.#parts = parts;
  }

  /** Looks at every file; those that sort first come first. */
  async look(onLine: (head: ResultHead, place: LinePlace) => void): Promise<void> {
    const entries = await Array.fromAsync(Deno.readDir(this.#parts));
    const names = entries.map(({ name }) => name).filter((name) => PART.test(name)).sort();
    for (const name of names) await this.#read(name, onLine);
  }

  async #read(part: string, onLine: (head: ResultHead, place: LinePlace) => void): Promise<void> {
    const from = this.#offsets.get(part) ?? 0;
    const end = await readLines(join(this.#parts, part), from, (line, offset) => {
      const head = readHead(line);
      if (head !== undefined) onLine(head, { part, offset, byteLength: line.length });
    });
    this.#offsets.set(part, end);
  }
}
