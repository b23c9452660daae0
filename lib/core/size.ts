/** Sizes as people write them: `512MiB`, `2GB`, `65536`. @module */

import { TesseraError } from "./errors.ts";

const KIB = 1024;
const BYTES_BY_UNIT: ReadonlyMap<string, number> = new Map([
  ["", 1],
  ["b", 1],
  ["k", KIB],
  ["kib", KIB],
  ["kb", 1e3],
  ["m", KIB ** 2],
  ["mib", KIB ** 2],
  ["mb", 1e6],
  ["g", KIB ** 3],
  ["gib", KIB ** 3],
  ["gb", 1e9],
  ["t", KIB ** 4],
  ["tib", KIB ** 4],
  ["tb", 1e12],
]);
const GRAMMAR = /^([0-9]+(?:\.[0-9]+)?)\s*([a-z]*)$/i;

/**
 * Reads a size in bytes.
 *
 * A number with an optional unit, in any case: `B`; `KiB`, `MiB`, `GiB`, `TiB` are powers of 1024,
 * `KB`, `MB`, `GB`, `TB` powers of 1000, and a single letter (`512M`) means the power of 1024, as
 * schedulers and container engines read it.
 *
 * @param what What is read, for the message.
 * @returns Whole bytes; a fraction is rounded down.
 * @throws {TesseraError} `bad_input` for anything else.
 */
export function parseSizeBytes(text: string, what = "size"): number {
  const [, digits, unit] = GRAMMAR.exec(text.trim()) ?? [];
  const factor = BYTES_BY_UNIT.get((unit ?? "").toLowerCase());
  const bytes = digits === undefined || factor === undefined
    ? NaN
    : Math.floor(Number(digits) * factor);
  if (Number.isSafeInteger(bytes)) return bytes;
  throw new TesseraError(
    "bad_input",
    `Cannot read ${what}: found "${text}", expected a number with a unit`,
    { hint: "Write it like 512MiB, 2GB or 65536 (bytes)" },
  );
}

/** A size for people: `1.5 GiB`, three significant digits at most. */
export function formatSizeBytes(bytes: number): string {
  let value = bytes;
  for (const unit of ["B", "KiB", "MiB", "GiB"]) {
    if (value < KIB) return `${shorten(value)} ${unit}`;
    value /= KIB;
  }
  return `${shorten(value)} TiB`;
}

function shorten(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
