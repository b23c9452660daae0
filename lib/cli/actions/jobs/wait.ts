/** What `tessera jobs wait` does. @module */

import { TesseraError } from "../../../core/errors.ts";
import { formatDurationMs } from "../../../core/duration.ts";
import { type FollowedJobs, followJobs } from "../../../jobs/follow.ts";
import type { JobStatus } from "../../../jobs/job.ts";
import { type JobHost, type KnownJob, openByBackend, refreshJobs } from "../../../jobs/refresh.ts";
import { getBackend } from "../../../jobs/registry.ts";
import type { StoredJob } from "../../../jobs/store.ts";
import { EXIT } from "../../exit.ts";
import { type CliIo, writeOutText } from "../../io.ts";
import { formatTable, writeJson, writeNote } from "../../output.ts";
import { progressLine } from "../../progress_line.ts";
import { endOf, jobJson, wordsOf } from "./describe.ts";
import { getJobs, jobsOf } from "./host.ts";

/** Options of the command. */
export interface WaitOptions {
  /** Milliseconds. */
  readonly timeout?: number | undefined;
  readonly json?: true | undefined;
}

/** Waits for jobs and tells how they ended; 0, 1, 124 or 130. */
export async function waitForJobs(
  ids: readonly string[],
  options: WaitOptions,
  io: CliIo,
): Promise<number> {
  const host = jobsOf(io);
  const jobs = await getJobs(host, ids);
  return await followToEnd(jobs, host, { io, ...options, isReported: true });
}

/** How to wait. */
export interface FollowToEndOptions extends WaitOptions {
  readonly io: CliIo;
  /** Whether stdout is told how the jobs ended, not only stderr. */
  readonly isReported?: boolean;
}

/**
 * Waits until jobs have ended, with a line of progress, and records how.
 *
 * @returns 0 when all succeeded, 1 when one did not, 130 when the waiting was interrupted.
 * @throws {TesseraError} `timed_out` after the time limit; the jobs go on.
 */
export async function followToEnd(
  jobs: readonly StoredJob[],
  host: JobHost,
  { io, timeout, json, isReported }: FollowToEndOptions,
): Promise<number> {
  using _interrupts = io.catchInterrupts();
  using limit = timeLimit(timeout);
  const signal = AbortSignal.any([io.signal, limit.signal]);
  try {
    await follow(await settled(jobs, host), host, { io, signal });
  } catch (error) {
    if (io.signal.aborted) {
      writeNote(io, "Interrupted: no longer waiting; the jobs go on");
      return EXIT.interrupted;
    }
    throw error;
  }
  const known = await refreshJobs(await reread(jobs, host), host);
  if (json) writeJson(io, known.map(jobJson));
  else if (isReported) writeOutText(io, formatTable(known.map(endRow)));
  else for (const job of known) writeNote(io, `Job ${endRow(job).join(" ").trimEnd()}`);
  const failed = known.find(({ status }) => status.state !== "succeeded");
  if (failed === undefined) return EXIT.ok;
  if (!json && !isReported) writeNote(io, `Hint: See "tessera jobs logs ${failed.job.record.id}"`);
  return EXIT.failed;
}

/** Submissions that were cut off are looked into first; one still under way has no end to wait for. */
async function settled(jobs: readonly StoredJob[], host: JobHost): Promise<StoredJob[]> {
  const known = await refreshJobs(jobs, host);
  const unknown = known.find(({ status }) => status.state === "submitting");
  if (unknown === undefined) return known.map(({ job }) => job);
  const { id, backend } = unknown.job.record;
  throw new TesseraError(
    "unavailable",
    `Cannot wait for job "${id}": it is not known yet whether ${backend} has it`,
    { hint: "Try again a minute after it was submitted" },
  );
}

async function reread(jobs: readonly StoredJob[], { store }: JobHost): Promise<StoredJob[]> {
  const again: StoredJob[] = [];
  for (const { record } of jobs) again.push(await store.get(record.id));
  return again;
}

async function follow(
  jobs: readonly StoredJob[],
  host: JobHost,
  { io, signal }: { io: CliIo; signal: AbortSignal },
): Promise<void> {
  const followed: FollowedJobs[] = [];
  for (const [backend, open] of openByBackend(jobs)) {
    followed.push({
      submitter: await host.open(backend),
      pace: getBackend(backend).pace,
      jobs: open,
    });
  }
  using line = progressLine(io);
  const onProblem = ({ message }: TesseraError) => line.update(() => `${message}; asking again`);
  const onPoll = (statuses: ReadonlyMap<string, JobStatus>) =>
    line.update(() => `Waiting: ${summary([...statuses.values()])}`);
  for await (const _ of followJobs(followed, { signal, onProblem, onPoll })) {
    // what has changed is shown by the line
  }
}

/** `2 running, 1 queued`. */
function summary(statuses: readonly JobStatus[]): string {
  const byState = Map.groupBy(statuses, ({ state }) => state);
  return [...byState].map(([state, of]) => `${of.length} ${wordsOf(state)}`).join(", ");
}

function endRow({ job, status }: KnownJob): string[] {
  return [job.record.id, job.record.spec.name, wordsOf(status.state), endOf(status)];
}

function timeLimit(limitMs: number | undefined): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const timer = limitMs === undefined ? undefined : setTimeout(() => {
    controller.abort(
      new TesseraError("timed_out", `Cannot wait any longer than ${formatDurationMs(limitMs)}`, {
        hint: "The jobs go on; wait again, or cancel them",
      }),
    );
  }, limitMs);
  return { signal: controller.signal, [Symbol.dispose]: () => clearTimeout(timer) };
}
