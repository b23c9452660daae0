/** Durations as people write them: `30s`, `5m`, `1h30m`, `250ms`, `45`. @module */

import { TesseraError } from "./errors.ts";

const MS_BY_UNIT: ReadonlyMap<string, number> = new Map([
  ["ms", 1],
  ["s", 1_000],
  ["m", 60_000],
  ["min", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);
const PART = /([0-9]+(?:\.[0-9]+)?)\s*(ms|s|min|m|h|d)\s*/gi;
const WHOLE = /^(?:[0-9]+(?:\.[0-9]+)?\s*(?:ms|s|min|m|h|d)\s*)+$/i;
const PLAIN_SECONDS = /^[0-9]+(?:\.[0-9]+)?$/;

/**
 * Reads a duration in milliseconds.
 *
 * One or more numbers with a unit (`ms`, `s`, `m` or `min`, `h`, `d`), added up; a number alone is
 * seconds.
 *
 * @param what What is read, for the message.
 * @returns Whole milliseconds.
 * @throws {TesseraError} `bad_input` for anything else.
 */
export function parseDurationMs(text: string, what = "duration"): number {
  const trimmed = text.trim();
  const durationMs = PLAIN_SECONDS.test(trimmed) ? Number(trimmed) * 1_000 : sumOfParts(trimmed);
  if (Number.isSafeInteger(Math.round(durationMs))) return Math.round(durationMs);
  throw new TesseraError(
    "bad_input",
    `Cannot read ${what}: found "${text}", expected numbers with units`,
    { hint: "Write it like 30s, 5m, 1h30m, 250ms or 45 (seconds)" },
  );
}

/** A duration for people: `250 ms`, `1.5 s`, `2m 5s`, `1h 30m`. */
export function formatDurationMs(durationMs: number): string {
  if (durationMs < 1_000) return `${Math.round(durationMs)} ms`;
  if (durationMs < 60_000) return `${Number((durationMs / 1_000).toFixed(1))} s`;
  const totalSec = Math.round(durationMs / 1_000);
  const minutes = Math.floor(totalSec / 60) % 60;
  const hours = Math.floor(totalSec / 3_600);
  return hours > 0 ? `${hours}h ${minutes}m` : `${minutes}m ${totalSec % 60}s`;
}

function sumOfParts(text: string): number {
  if (!WHOLE.test(text)) return NaN;
  let sumMs = 0;
  for (const [, digits = "", unit = ""] of text.matchAll(PART)) {
    sumMs += Number(digits) * (MS_BY_UNIT.get(unit.toLowerCase()) ?? NaN);
  }
  return sumMs;
}
