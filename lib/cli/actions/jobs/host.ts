/** The jobs of the user who runs a command. @module */

import { hostname } from "node:os";
import type { TesseraError } from "../../../core/errors.ts";
import { type JobHost, type KnownJob, refreshJobs } from "../../../jobs/refresh.ts";
import { getBackend } from "../../../jobs/registry.ts";
import type { LoginPlace } from "../../../jobs/serving/tunnel.ts";
import { jobsFolder, JobStore, type StoredJob } from "../../../jobs/store.ts";
import type { Submitter } from "../../../jobs/submitter.ts";
import type { CliIo } from "../../io.ts";
import { writeNote } from "../../output.ts";

/** Records where the environment says, and backends that are opened once. */
export function jobsOf(io: CliIo): JobHost {
  const submitters = new Map<string, Submitter>();
  return {
    store: new JobStore(jobsFolder(io.env)),
    async open(name) {
      const known = submitters.get(name);
      if (known !== undefined) return known;
      const submitter = (await getBackend(name).load()).createSubmitter();
      submitters.set(name, submitter);
      return submitter;
    },
  };
}

/** How others log in to this machine. */
export function loginPlace({ env }: CliIo): LoginPlace {
  return { host: hostname(), user: env.USER ?? env.LOGNAME };
}

/** Stored jobs by ids or their beginnings, in that order, each once. */
export async function getJobs(host: JobHost, prefixes: readonly string[]): Promise<StoredJob[]> {
  const jobs = new Map<string, StoredJob>();
  for (const prefix of prefixes) {
    const job = await host.store.get(prefix);
    jobs.set(job.record.id, job);
  }
  return [...jobs.values()];
}

/** One job by its id or the beginning of it, and where it stands. */
export async function getKnownJob(host: JobHost, prefix: string): Promise<KnownJob> {
  const [known] = await refreshJobs([await host.store.get(prefix)], host);
  if (known === undefined) throw new RangeError("A job has one status");
  return known;
}

/** A host that notes a backend which cannot be asked, so that the others' jobs are still shown. */
export function notingProblems(host: JobHost, note: (text: string) => void): JobHost {
  return {
    ...host,
    onProblem: ({ message, hint }: TesseraError) =>
      note(hint === undefined ? message : `${message}\nHint: ${hint}`),
  };
}

/** Notes that are written to stderr once, however often what they tell of is met. */
export function notesOnce(io: CliIo): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (!told.has(text)) writeNote(io, text);
    told.add(text);
  };
}
