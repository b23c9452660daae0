/** States of many jobs in one exchange with each cluster. @module */

import { isFinal, type JobStatus } from "../job.ts";
import type { CallOptions, SubmittedJob } from "../submitter.ts";
import type { Controller, JobDetails } from "./controller.ts";
import type { Evidence } from "./evidence.ts";
import type { ListedJob } from "./listing.ts";
import { listTaskMarkers, type Markers, readMarkers } from "./markers.ts";
import { parseNativeId } from "./native_id.ts";
import { stateOfWord } from "./states.ts";
import { findUnlistedTasks, statusOfArray, statusOfJob } from "./status.ts";

/** Jobs that ended without a marker are shown one by one, so only so many in one exchange. */
const MAX_SHOWN = 8;

/** A job with what squeue says, and its own markers. */
interface Watched {
  readonly job: SubmittedJob;
  readonly number: string;
  readonly queue: readonly ListedJob[];
  readonly markers: Markers;
}

/**
 * Asks for the states of jobs, in the given order: one squeue for all, then at most one sacct for those that
 * squeue does not know, or whose exit code nobody has told yet.
 */
export async function watch(
  controller: Controller,
  jobs: readonly SubmittedJob[],
  options: CallOptions & { readonly nowMs: number },
): Promise<JobStatus[]> {
  const byCluster = Map.groupBy(jobs, ({ ref }) => parseNativeId(ref.nativeId).cluster);
  const statuses = new Map<SubmittedJob, JobStatus>();
  for (const [cluster, ofCluster] of byCluster) {
    for (const [job, status] of await watchCluster(controller, cluster, ofCluster, options)) {
      statuses.set(job, status);
    }
  }
  return jobs.flatMap((job) => statuses.get(job) ?? []);
}

async function watchCluster(
  controller: Controller,
  cluster: string | undefined,
  jobs: readonly SubmittedJob[],
  options: CallOptions & { readonly nowMs: number },
): Promise<[SubmittedJob, JobStatus][]> {
  const numbers = jobs.map(({ ref }) => parseNativeId(ref.nativeId).number);
  const queue = groupByNumber(await controller.listQueue(numbers, cluster, options));
  const watched = await Promise.all(jobs.map(async (job): Promise<Watched> => {
    const { number } = parseNativeId(job.ref.nativeId);
    const rows = queue.get(number) ?? [];
    return { job, number, queue: rows, markers: await markersOf(job, rows) };
  }));
  const asked = watched.filter(needsAccounting).map(({ number }) => number);
  const accounts = groupByNumber(
    asked.length === 0 ? [] : await controller.listAccounts(asked, cluster, options),
  );
  const details = await showEnded(controller, cluster, { watched, accounts, options });
  return await Promise.all(watched.map(async (one): Promise<[SubmittedJob, JobStatus]> => {
    const account = accounts.get(one.number) ?? [];
    if (one.job.spec.array !== undefined) {
      return [one.job, await arrayStatus(one, account, options.nowMs)];
    }
    const evidence: Evidence = {
      job: one.job,
      queue: one.queue[0],
      account: account[0],
      details: details.get(one.number),
      markers: one.markers,
    };
    return [one.job, statusOfJob(evidence, options.nowMs)];
  }));
}

/** None of a job that has left none yet: files are not looked for on a shared file system without need. */
async function markersOf(
  { spec, folder }: SubmittedJob,
  [row]: readonly ListedJob[],
): Promise<Markers> {
  const isFirstWait = row !== undefined && !spec.isRequeueable &&
    stateOfWord(row.word) === "queued";
  return spec.array !== undefined || isFirstWait ? {} : await readMarkers(folder);
}

function needsAccounting({ job, queue, markers }: Watched): boolean {
  if (job.spec.array !== undefined) return findUnlistedTasks(job, queue).length > 0;
  const [row] = queue;
  return row === undefined || lacksExitCode(row, markers);
}

/** Ended, and neither the line nor the script could say how: it was killed, or never began. */
function lacksExitCode(row: ListedJob, { exit }: Markers): boolean {
  const isTold = row.exitCode !== undefined || row.signal !== undefined;
  return stateOfWord(row.word) === "failed" && exit === undefined && !isTold;
}

/** Accounting is some seconds behind; the controller knows the code at once. */
async function showEnded(
  controller: Controller,
  cluster: string | undefined,
  { watched, accounts, options }: {
    watched: readonly Watched[];
    accounts: ReadonlyMap<string, readonly ListedJob[]>;
    options: CallOptions;
  },
): Promise<Map<string, JobDetails>> {
  const unexplained = watched.filter(({ job, queue: [row], markers, number }) => {
    if (job.spec.array !== undefined || row === undefined) return false;
    const [account] = accounts.get(number) ?? [];
    const isAccounted = account !== undefined && isFinal(stateOfWord(account.word));
    return lacksExitCode(row, markers) && !isAccounted;
  });
  const shown = new Map<string, JobDetails>();
  for (const { number } of unexplained.slice(0, MAX_SHOWN)) {
    const details = await controller.showJob(number, cluster, options);
    if (details !== undefined) shown.set(number, details);
  }
  return shown;
}

async function arrayStatus(
  { job, queue }: Watched,
  account: readonly ListedJob[],
  nowMs: number,
): Promise<JobStatus> {
  const missing = findUnlistedTasks(job, [...queue, ...account]);
  const unlisted = new Map<number, Evidence>();
  if (missing.length > 0) {
    const { started, ended } = await listTaskMarkers(job.folder);
    const waiting = queue.find(({ hasUnnamedTasks }) => hasUnnamedTasks);
    for (const index of missing) {
      const hasMarkers = started.has(index) || ended.has(index);
      const markers = hasMarkers ? await readMarkers(job.folder, index) : {};
      unlisted.set(index, { job, markers, queue: hasMarkers ? undefined : waiting });
    }
  }
  return statusOfArray({ job, queue, account, unlisted }, nowMs);
}

function groupByNumber(rows: readonly ListedJob[]): Map<string, ListedJob[]> {
  return Map.groupBy(rows, ({ number }) => number);
}
