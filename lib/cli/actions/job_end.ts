/** What the end of a job means for the command that waited for it. @module */

import { type ErrorCode, TesseraError } from "../../core/errors.ts";
import type { JobState, JobStatus } from "../../jobs/job.ts";
import type { StoredJob } from "../../jobs/store.ts";
import { endOf, wordsOf } from "./jobs/describe.ts";

/** What shells say of a program that is not there, or cannot be run. */
const NOT_STARTED: ReadonlySet<number> = new Set([126, 127]);

const CODE_BY_STATE: Readonly<Partial<Record<JobState, ErrorCode>>> = {
  "timed_out": "timed_out",
  "node_failed": "unavailable",
};

/**
 * The error for a job that did not do what it was submitted for.
 *
 * @param action What could not be done: `finish "apply"`.
 * @param when Appended: ` before it was ready`.
 */
export function jobFailure(
  { record }: StoredJob,
  status: JobStatus,
  { action, when = "" }: { action: string; when?: string },
): TesseraError {
  const { id, spec } = record;
  if (isNotStarted(status)) {
    const where = status.nodes.length === 0 ? "where it ran" : `on ${status.nodes.join(", ")}`;
    return new TesseraError(
      "unavailable",
      `Cannot ${action}: job "${id}" could not start "${spec.command[0]}" ${where}`,
      { hint: "This program must lie on a file system that the nodes share, such as home folders" },
    );
  }
  const end = endOf(status);
  return new TesseraError(
    CODE_BY_STATE[status.state] ?? "failed",
    `Cannot ${action}: job "${id}" ended${when}: ${wordsOf(status.state)}${end && ` (${end})`}`,
    { hint: `See "tessera jobs logs ${id}" and "tessera jobs show ${id}"` },
  );
}

/** Whether the command itself was never started. */
export function isNotStarted({ state, exitCode }: JobStatus): boolean {
  return state === "failed" && exitCode !== undefined && NOT_STARTED.has(exitCode);
}
