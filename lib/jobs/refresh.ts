/** Brings what is known of stored jobs up to date. @module */

import { TesseraError } from "../core/errors.ts";
import { isFinal, type JobRef, type JobStatus } from "./job.ts";
import type { JobStore, StoredJob } from "./store.ts";
import { submissionOf } from "./submit.ts";
import type { CallOptions, SubmittedJob, Submitter } from "./submitter.ts";

/**
 * A submission that takes longer was cut off. Until then whoever submits may still be at it, and asking the backend
 * to give the job up would come between.
 */
const CUT_OFF_AFTER_MS = 60_000;

/** A stored job and where it stands. */
export interface KnownJob {
  readonly job: StoredJob;
  readonly status: JobStatus;
}

/** Who keeps jobs and who runs them. */
export interface JobHost {
  readonly store: JobStore;
  /** Opens a backend by its name. */
  open(backend: string): Promise<Submitter>;
  /** Epoch milliseconds; for tests. */
  now?(): number;
  /** Told when a backend cannot be asked; without it that is an error. */
  onProblem?(error: TesseraError): void;
}

/** A stored job as backends want it, if they have it. */
export function submittedJobOf(job: StoredJob): SubmittedJob | undefined {
  const { submitted } = job.record;
  if (submitted === undefined) return undefined;
  return { ...submissionOf(job), ref: submitted.ref, submittedMs: submitted.atMs };
}

/**
 * The statuses of jobs, in their order: one question for each backend, none for jobs known to have ended. What has
 * ended is recorded, and so is what became of submissions that were cut off.
 *
 * @throws {TesseraError} When a backend cannot be asked.
 */
export async function refreshJobs(
  jobs: readonly StoredJob[],
  host: JobHost,
  options: CallOptions = {},
): Promise<KnownJob[]> {
  const settled: StoredJob[] = [];
  for (const job of jobs) settled.push(await settle(job, host, options));
  const answers = new Map<string, JobStatus>();
  for (const [backend, open] of openByBackend(settled)) {
    for (const status of await ask(backend, open, host, options)) {
      answers.set(status.ref.id, status);
    }
  }
  const known: KnownJob[] = [];
  for (const job of settled) known.push(await record(job, answers.get(job.record.id), host));
  return known;
}

async function ask(
  backend: string,
  open: readonly SubmittedJob[],
  host: JobHost,
  options: CallOptions,
): Promise<JobStatus[]> {
  try {
    const submitter = await host.open(backend);
    return await submitter.status(open, options);
  } catch (error) {
    if (host.onProblem === undefined || !(error instanceof TesseraError)) throw error;
    host.onProblem(error);
    return open.map(({ ref }) => ({
      ref,
      state: "lost",
      nativeState: "not asked",
      reason: `${backend} cannot be asked now`,
      nodes: [],
      restarts: 0,
    }));
  }
}

/** Jobs that backends have to be asked for. */
export function openByBackend(jobs: readonly StoredJob[]): Map<string, SubmittedJob[]> {
  const open = jobs.filter(({ final }) => final === undefined)
    .map(submittedJobOf)
    .filter((job) => job !== undefined);
  return Map.groupBy(open, ({ ref }) => ref.backend);
}

/** Finds out what became of a submission that was cut off. */
async function settle(job: StoredJob, host: JobHost, options: CallOptions): Promise<StoredJob> {
  const { createdMs, submitted, backend } = job.record;
  if (submitted !== undefined || job.final !== undefined) return job;
  if ((host.now ?? Date.now)() - createdMs < CUT_OFF_AFTER_MS) return job;
  let ref: JobRef | undefined;
  try {
    ref = await (await host.open(backend)).find(submissionOf(job), options);
  } catch (error) {
    if (host.onProblem === undefined || !(error instanceof TesseraError)) throw error;
    host.onProblem(error);
    return job;
  }
  if (ref !== undefined) return await host.store.markSubmitted(job, ref);
  return await host.store.markFinal(job, {
    ...unsubmitted(job),
    state: "failed",
    nativeState: "never submitted",
    reason: `it was being submitted when that was cut off, and ${backend} does not have it`,
  });
}

async function record(
  job: StoredJob,
  answer: JobStatus | undefined,
  { store }: JobHost,
): Promise<KnownJob> {
  if (job.final !== undefined) return { job, status: job.final };
  if (answer === undefined) return { job, status: unsubmitted(job) };
  if (!isFinal(answer.state)) return { job, status: answer };
  return { job: await keepFinal(job, answer, store), status: answer };
}

/** On a full disk the end is not kept, but told all the same; the next to look asks the backend again. */
async function keepFinal(job: StoredJob, status: JobStatus, store: JobStore): Promise<StoredJob> {
  try {
    return await store.markFinal(job, status);
  } catch (error) {
    if (error instanceof TesseraError && error.code === "unavailable") {
      return { ...job, final: status };
    }
    throw error;
  }
}

function unsubmitted({ record }: StoredJob): JobStatus {
  const { id, backend } = record;
  return {
    ref: { backend, id, nativeId: "" },
    state: "submitting",
    nativeState: "",
    reason: `not known yet whether ${backend} has it`,
    nodes: [],
    restarts: 0,
  };
}
