/** Values of options for Slurm, which are text where they come from a command line. @module */

import { parseSizeBytes } from "../../core/size.ts";
import { findOwnOption } from "./own_options.ts";
import { parseRestUrl } from "./rest/address.ts";

/** What came of a value: what it stands for, or what was found and what was expected. */
export type Read = { readonly value: unknown } | { readonly fault: string };

/** Reads a value. */
export type Reader = (raw: unknown) => Read;

/**
 * Text for one option of sbatch. `#SBATCH` lines know no newline, and there a backslash means another thing
 * than in a shell, so both are refused rather than guessed at.
 */
export function text(raw: unknown): Read {
  if (typeof raw !== "string" || raw === "") return { fault: mismatch(raw, "a text") };
  if (/[\p{Cc}\\]/u.test(raw)) {
    return { fault: "found a control character or a backslash, expected one line without either" };
  }
  return { value: raw };
}

/** A whole number. */
export function integer(raw: unknown): Read {
  const value = typeof raw === "string" && raw.trim() !== "" ? Number(raw) : raw;
  return Number.isSafeInteger(value) ? { value } : { fault: mismatch(raw, "a whole number") };
}

/** Yes or no, or one of some words. */
export function flagOr(...words: readonly string[]): Reader {
  return (raw) => {
    if (typeof raw === "boolean") return { value: raw };
    if (raw === "true" || raw === "false") return { value: raw === "true" };
    return choice("true", "false", ...words)(raw);
  };
}

/** One of some words. */
export function choice(...words: readonly string[]): Reader {
  return (raw) =>
    typeof raw === "string" && words.includes(raw)
      ? { value: raw }
      : { fault: mismatch(raw, words.join(" or ")) };
}

/** A size such as `4G`, in bytes. */
export function memoryBytes(raw: unknown): Read {
  if (typeof raw !== "string") return { fault: mismatch(raw, "a size such as 4G") };
  return attempt(() => parseSizeBytes(raw, "memoryPerCpu"));
}

/** Where a slurmrestd is. */
export function restUrl(raw: unknown): Read {
  const read = text(raw);
  return "fault" in read ? read : attempt(() => parseRestUrl(String(read.value)).url);
}

/** A complete line of shell, or several. */
export function shellLine(raw: unknown): Read {
  return typeof raw === "string" ? { value: raw } : { fault: mismatch(raw, "a shell line") };
}

/** An option of sbatch as it is given to it, unless Tessera sets that one itself. */
export function sbatchOption(raw: unknown): Read {
  const read = text(raw);
  if ("fault" in read) return read;
  const option = String(read.value);
  if (!/^--[a-z]/.test(option)) {
    return { fault: mismatch(raw, "a long option such as --switches=1") };
  }
  const own = findOwnOption(option);
  return own === undefined ? read : { fault: `found "${option}": ${own}` };
}

/** A list, or its one entry. */
export function listOf(item: Reader): Reader {
  return (raw) => {
    const values: unknown[] = [];
    for (const each of Array.isArray(raw) ? raw : [raw]) {
      const read = item(each);
      if ("fault" in read) return read;
      values.push(read.value);
    }
    return { value: values };
  };
}

function attempt(parse: () => unknown): Read {
  try {
    return { value: parse() };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

function mismatch(raw: unknown, expected: string): string {
  return `found ${JSON.stringify(raw) ?? "nothing"}, expected ${expected}`;
}
