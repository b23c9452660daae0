/** Arrays as people write them: `0-99%10`, `1,3,7`, `0-20:5`. @module */

import { TesseraError } from "../core/errors.ts";
import type { JobArray } from "./job.ts";

/** More would not fit into a scheduler, nor into anybody's overview. */
const MAX_TASKS = 1_000_000;
const PART = /^(\d+)(?:-(\d+)(?::(\d+))?)?$/;
const HINT = "Write it like 0-99, 1,3,7, 0-20:5 or, to run 10 at a time, 0-99%10";

/**
 * Reads indices, ranges with steps, and after `%` how many tasks may run at a time: sbatch's own grammar.
 *
 * @returns Indices in ascending order, each once.
 * @throws {TesseraError} `bad_input` for anything else.
 */
export function parseArray(text: string): JobArray {
  const [list = "", limit, ...more] = text.trim().split("%");
  const maxRunning = limit === undefined ? undefined : Number(/^\d+$/.exec(limit)?.[0] ?? NaN);
  if (more.length > 0 || maxRunning !== undefined && !(maxRunning >= 1)) {
    throw unreadable(text, `"%${text.split("%").slice(1).join("%")}" is no number of tasks`);
  }
  const indices = new Set<number>();
  for (const part of list.split(",")) {
    for (const index of indicesOf(part, text)) indices.add(index);
    if (indices.size > MAX_TASKS) throw unreadable(text, `it has more than ${MAX_TASKS} tasks`);
  }
  const sorted = [...indices].sort((a, b) => a - b);
  return { indices: sorted, ...(maxRunning === undefined ? {} : { maxRunning }) };
}

/** Indices in as few words as they can be said. */
export function formatIndices(indices: readonly number[]): string {
  const parts: string[] = [];
  for (let start = 0; start < indices.length;) {
    let end = start;
    while ((indices[end + 1] ?? NaN) === (indices[end] ?? NaN) + 1) end++;
    parts.push(end === start ? `${indices[start]}` : `${indices[start]}-${indices[end]}`);
    start = end + 1;
  }
  return parts.join(",");
}

function* indicesOf(part: string, text: string): Generator<number> {
  const [, first, last = first, step = "1"] = PART.exec(part.trim()) ?? [];
  if (first === undefined) throw unreadable(text, `"${part}" is no index and no range`);
  const [from, to, by] = [Number(first), Number(last), Number(step)];
  if (by < 1 || to < from) throw unreadable(text, `"${part}" is an empty range`);
  if (!Number.isSafeInteger(to)) throw unreadable(text, `"${part}" is too large`);
  if ((to - from) / by > MAX_TASKS) throw unreadable(text, `it has more than ${MAX_TASKS} tasks`);
  for (let index = from; index <= to; index += by) yield index;
}

function unreadable(text: string, found: string): TesseraError {
  return new TesseraError("bad_input", `Cannot read array "${text}": ${found}`, { hint: HINT });
}
