/** What `tessera jobs clean` does. @module */

import { isFinal } from "../../../jobs/job.ts";
import { type KnownJob, refreshJobs } from "../../../jobs/refresh.ts";
import { EXIT } from "../../exit.ts";
import { type CliIo, writeOutText } from "../../io.ts";
import { countOf, writeJson, writeNote } from "../../output.ts";
import { jobsOf, notesOnce, notingProblems } from "./host.ts";

/** Options of the command. */
export interface CleanOptions {
  /** Milliseconds. */
  readonly olderThan: number;
  readonly dryRun?: true | undefined;
  readonly json?: true | undefined;
}

/** Removes what ended long ago. */
export async function cleanJobs(options: CleanOptions, io: CliIo): Promise<number> {
  const host = notingProblems(jobsOf(io), notesOnce(io));
  const { jobs, unreadable } = await host.store.list();
  for (const { id, why } of unreadable) writeNote(io, `Keeping job ${id}: ${why}`);
  const known = await refreshJobs(jobs, host);
  const removable = removableJobs(known, Date.now() - options.olderThan);
  if (!options.dryRun) {
    for (const { job } of removable) await host.store.remove(job.record.id);
  }
  const ids = removable.map(({ job }) => job.record.id);
  if (options.json) writeJson(io, { isDryRun: options.dryRun ?? false, removed: ids });
  else writeOutText(io, ids.map((id) => `${id}\n`).join(""));
  const done = options.dryRun ? "Would remove" : "Removed";
  writeNote(io, `${done} ${countOf(ids.length, "job")} of ${known.length}`);
  return EXIT.ok;
}

/** Jobs that ended before a time, but for those that a job still waits for: it looks how they ended. */
function removableJobs(known: readonly KnownJob[], beforeMs: number): KnownJob[] {
  const needed = new Set(
    known.filter(({ status }) => !isFinal(status.state))
      .flatMap(({ job }) => job.record.spec.dependencies.map(({ job }) => job.id)),
  );
  return known.filter(({ job, status }) =>
    isFinal(status.state) && !needed.has(job.record.id) &&
    (status.endedMs ?? job.record.createdMs) <= beforeMs
  );
}
