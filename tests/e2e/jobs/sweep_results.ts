/** What a sweep has written, while it goes on and at its end. */

import assert from "node:assert/strict";
import { join } from "node:path";

/** Whole lines in all files of a folder that may not be there yet. */
export async function linesIn(folder: string): Promise<number> {
  let lines = 0;
  try {
    for await (const { name } of Deno.readDir(folder)) {
      lines += (await Deno.readTextFile(join(folder, name))).split("\n").length - 1;
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return lines;
}

/** A plan of whole numbers from 1 on. */
export function planOf(points: number): string {
  return `grid: {x: {from: 1, to: ${points}, num: ${points}}}`;
}

/** Every point of such a plan is in the results exactly once, in order, and has its own outputs: squares. */
export async function assertEverySquare(folder: string, count: number): Promise<void> {
  const text = await Deno.readTextFile(join(folder, "results.jsonl"));
  const lines = text.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ index }) => index), Array.from({ length: count }, (_, k) => k));
  assert.ok(
    lines.every(({ inputs, outputs }, k) => inputs.x === k + 1 && outputs?.y === (k + 1) ** 2),
  );
}
