/** Follows one job to its end, with a line that says where it stands. @module */

import type { TesseraError } from "../../core/errors.ts";
import { followJobs } from "../../jobs/follow.ts";
import type { JobStatus } from "../../jobs/job.ts";
import { type JobHost, submittedJobOf } from "../../jobs/refresh.ts";
import { getBackend } from "../../jobs/registry.ts";
import type { StoredJob } from "../../jobs/store.ts";
import type { CliIo } from "../io.ts";
import { writeNote } from "../output.ts";
import { progressLine } from "../progress_line.ts";
import { describeStanding } from "./job_state_line.ts";

/** Who is told, and who ends the following. */
export interface FollowJobOptions {
  readonly io: CliIo;
  /** The job goes on when this ends the following. */
  readonly signal: AbortSignal;
}

/**
 * Follows a job and records how it ended.
 *
 * @throws The signal's reason when it is aborted.
 */
export async function followJob(
  job: StoredJob,
  host: JobHost,
  { io, signal }: FollowJobOptions,
): Promise<{ job: StoredJob; status: JobStatus }> {
  const { id, backend } = job.record;
  const submitted = submittedJobOf(job);
  if (submitted === undefined) throw new RangeError(`Job "${id}" was not submitted`);
  const submitter = await host.open(backend);
  using line = progressLine(io);
  const show = (status: JobStatus) =>
    line.update(() => `Job ${id}: ${describeStanding(status, Date.now())}`);
  let last: JobStatus | undefined;
  const followed = [{ submitter, pace: getBackend(backend).pace, jobs: [submitted] }];
  const onProblem = ({ message }: TesseraError) => line.update(() => `${message}; asking again`);
  const onPoll = (statuses: ReadonlyMap<string, JobStatus>) => {
    const status = statuses.get(id);
    if (status !== undefined) show(status);
  };
  for await (const statuses of followJobs(followed, { signal, onProblem, onPoll })) {
    last = statuses.get(id) ?? last;
  }
  if (last === undefined) throw new RangeError(`Job "${id}" has no status`);
  return { job: await host.store.markFinal(job, last), status: last };
}

/** Ends a job that somebody no longer waits for, and says so; a failure to end it is told, not thrown. */
export async function cancelAbandoned(job: StoredJob, host: JobHost, io: CliIo): Promise<void> {
  const { id, backend } = job.record;
  const submitted = submittedJobOf(job);
  try {
    if (submitted !== undefined) await (await host.open(backend)).cancel(submitted, {});
    writeNote(io, `Interrupted: job ${id} is told to end`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    writeNote(io, `Interrupted, but job ${id} goes on: ${why}`);
    writeNote(io, `Hint: End it with "tessera jobs cancel ${id}"`);
  }
}
