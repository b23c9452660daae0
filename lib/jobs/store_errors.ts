/** What can go wrong with records of jobs, and what to do then. @module */

import { TesseraError } from "../core/errors.ts";
import { findNearestName } from "../core/nearest_name.ts";
import type { JobRef } from "./job.ts";

const SHOWN_MATCHES = 5;

/** No job has that id, or begins so. */
export function unknownJob(prefix: string, ids: readonly string[], root: string): TesseraError {
  const nearest = findNearestName(prefix, ids);
  return new TesseraError("not_found", `Cannot find job "${prefix}": no record below ${root}`, {
    hint: nearest === undefined ? 'See "tessera jobs list --all"' : `Did you mean "${nearest}"?`,
  });
}

/** Several jobs begin so. */
export function ambiguousJob(prefix: string, matches: readonly string[]): TesseraError {
  const shown = matches.slice(0, SHOWN_MATCHES).join(", ");
  const more = matches.length > SHOWN_MATCHES ? `, and ${matches.length - SHOWN_MATCHES} more` : "";
  return new TesseraError(
    "bad_input",
    `Cannot tell which job "${prefix}" is: ${shown}${more} begin so`,
    { hint: "Type more of it" },
  );
}

/** A record that is there and makes no sense. */
export function unreadableJob(id: string, folder: string, cause: unknown): TesseraError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new TesseraError("bad_input", `Cannot read the record of job "${id}": ${why}`, {
    hint: `Use the version of this program that wrote it, or remove ${folder}`,
  });
}

/** The folder of all records cannot be read. */
export function unreadableStore(root: string, cause: unknown): TesseraError {
  return new TesseraError("unavailable", `Cannot read the records of jobs in ${root}`, {
    hint: "Set XDG_STATE_HOME to the folder that was used when they were submitted",
    cause,
  });
}

/** A record cannot be written. */
export function unwritableStore(root: string, cause: unknown): TesseraError {
  return new TesseraError("unavailable", `Cannot record the job in ${root}`, {
    hint: "Set XDG_STATE_HOME to a folder of your own that is not full",
    cause,
  });
}

/** A job that its backend has, and whose record does not say so: submitting it again would be once too often. */
export function unrecordedSubmission(
  folder: string,
  { backend, id, nativeId }: JobRef,
  cause: unknown,
): TesseraError {
  return new TesseraError(
    "unavailable",
    `Cannot record in ${folder} that ${backend} has the job, as ${nativeId}`,
    {
      hint:
        `Do not submit it again: free some space there, and "tessera jobs show ${id}" finds it a minute later`,
      cause,
    },
  );
}
