/** Jobs on a cluster that a test breaks. */

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { JobStatus } from "../../../lib/jobs/job.ts";
import { createSubmitter } from "../../../lib/jobs/slurm/submitter.ts";
import type { SubmittedJob } from "../../../lib/jobs/submitter.ts";
import type { SlurmCluster } from "../../services/slurm_cluster.ts";
import { JobBench } from "./submitter_subjects.ts";

const LIMIT_MS = 60_000;
/** Gives up at once, so that a cluster that is down is told within the test. */
const IMPATIENT = { tries: 1, firstDelayMs: 50 };

/** What differs from bench to bench. */
export interface SlurmBenchOptions {
  /** The environment of Slurm's programs; the cluster's own unless given. */
  readonly env?: Readonly<Record<string, string>>;
  /** A folder that the nodes see; the cluster's own unless given. */
  readonly folder?: string;
  /** The longest that a job may take. */
  readonly limitMs?: number;
}

/** A bench for jobs of a cluster. */
export async function benchOf(
  cluster: SlurmCluster,
  { env = cluster.env, folder = cluster.sharedFolder, limitMs = LIMIT_MS }: SlurmBenchOptions = {},
): Promise<JobBench> {
  return await JobBench.make({
    submitter: createSubmitter({ env, retry: IMPATIENT }),
    folder,
    pace: { firstMs: 200, maxMs: 1_000 },
    limitMs,
    defaults: {},
    unknownNativeId: "999999",
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
}

/** Where a job stands. */
export async function statusOf(bench: JobBench, job: SubmittedJob): Promise<JobStatus> {
  const [status] = await bench.subject.submitter.status([job], {});
  assert.ok(status !== undefined);
  return status;
}

/** Asks until a job is in a state. */
export async function reaches(
  bench: JobBench,
  job: SubmittedJob,
  state: string,
): Promise<JobStatus> {
  const untilMs = performance.now() + LIMIT_MS;
  for (;;) {
    const status = await statusOf(bench, job);
    if (status.state === state) return status;
    assert.ok(performance.now() < untilMs, `still ${JSON.stringify(status)}, not ${state}`);
    await pause(bench.subject.pace.firstMs);
  }
}

/** Has Slurm start a job now that waits after it was put back into the queue: two minutes otherwise. */
export async function startNow(cluster: SlurmCluster, { ref }: SubmittedJob): Promise<void> {
  await cluster.slurm("scontrol", "update", `jobid=${ref.nativeId}`, "starttime=now");
}

/** Restarts the controller as if every job had ended long ago. */
export async function forgetJobs(cluster: SlurmCluster): Promise<void> {
  await cluster.stopController();
  await cluster.startController({ isForgetful: true });
}
