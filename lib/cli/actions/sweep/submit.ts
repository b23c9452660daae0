/** A sweep as one array job, whose tasks share the work list. @module */

import * as z from "zod/mini";
import { TesseraError } from "../../../core/errors.ts";
import { followJobs } from "../../../jobs/follow.ts";
import { isFinal } from "../../../jobs/job.ts";
import { refreshJobs, submittedJobOf } from "../../../jobs/refresh.ts";
import { getBackend } from "../../../jobs/registry.ts";
import type { StoredJob } from "../../../jobs/store.ts";
import { submitJob } from "../../../jobs/submit.ts";
import { blockCount } from "../../../jobs/sweep/block_size.ts";
import { type OpenSweep, replaceJson, requireSpace } from "../../../jobs/sweep/folder.ts";
import { mergeResults } from "../../../jobs/sweep/merge.ts";
import type { SweepSettings } from "../../../jobs/sweep/settings.ts";
import { Tally } from "../../../jobs/sweep/tally.ts";
import { type CliIo, writeOutText } from "../../io.ts";
import { writeJson, writeNote } from "../../output.ts";
import type { RemoteTarget } from "../../remote.ts";
import { jobsOf } from "../jobs/host.ts";
import { specOf } from "../submit_spec.ts";
import { DEFAULT_TASKS } from "./describe_sweep.ts";
import type { SweepOptions } from "./options.ts";
import { showProgress } from "./progress.ts";
import type { WorkEnd } from "./work.ts";

/** The job of a sweep, as its folder notes it. */
const SweepJob = z.strictObject({ id: z.string(), backend: z.string() });
type SweepJob = z.infer<typeof SweepJob>;

/** How to submit. */
export interface SweepJobOptions {
  readonly backend: string;
  readonly options: SweepOptions;
  readonly settings: SweepSettings;
  readonly io: CliIo;
  readonly signal: AbortSignal;
  /** Credentials that came with a URL: a job's tasks cannot know them. */
  readonly remote?: RemoteTarget | undefined;
}

/** Where a sweep is worked on: as asked for, or as before, or here. */
export async function backendOf({ folder }: OpenSweep, { on }: SweepOptions): Promise<string> {
  return on ?? (await readJob(folder.job))?.backend ?? "local";
}

/**
 * Submits the array job, unless the sweep's earlier one is still there, and follows it to its end.
 *
 * @returns Nothing when nobody wants to wait.
 */
export async function sweepAsJob(
  open: OpenSweep,
  { backend, options, io, signal, remote }: SweepJobOptions,
): Promise<WorkEnd | undefined> {
  if (options.retryFailed) {
    throw new TesseraError("usage", "Cannot use --retry-failed with a job", {
      hint: "Add --on local: a sweep can go on in another place than it began",
    });
  }
  if (remote?.authorization !== undefined) {
    throw new TesseraError("usage", "Cannot pass the token of a URL on to a job", {
      hint: "Put the token into a file that the nodes can read, and name it with --token-file",
    });
  }
  const { folder, sweep } = open;
  const tally = new Tally(folder.parts, sweep.count);
  await tally.look();
  const doneBefore = tally.done;
  if (tally.done < sweep.count) {
    const job = await runningJob(open, io) ?? await submit(open, { backend, options, io });
    if (!options.wait) {
      if (options.json) writeJson(io, { id: job.record.id, folder: folder.path });
      else writeOutText(io, `${job.record.id}\n`);
      return undefined;
    }
    await using _progress = showProgress(tally, sweep.count, io);
    if (!await follow(job, { tally, count: sweep.count, io, signal })) {
      await tally.look();
      writeNote(io, `The job ${job.record.id} goes on without this command`);
      return { kind: "interrupted", tally, doneBefore };
    }
  }
  await tally.look();
  const missing = await mergeResults({ folder, sweep });
  if (missing.length === 0) return { kind: "complete", tally, doneBefore };
  await requireSpace(folder);
  return { kind: "nothing_to_take", tally, doneBefore };
}

/**
 * Waits until the job has ended, or every point has a result: tasks that have not started by then, or start again,
 * have nothing to do and are cancelled.
 *
 * @returns False when the waiting was interrupted.
 */
async function follow(
  job: StoredJob,
  { tally, count, io, signal }: {
    readonly tally: Tally;
    readonly count: number;
    readonly io: CliIo;
    readonly signal: AbortSignal;
  },
): Promise<boolean> {
  const host = jobsOf(io);
  const [known] = await refreshJobs([job], host);
  const submitted = known === undefined ? undefined : submittedJobOf(known.job);
  if (known === undefined || submitted === undefined || isFinal(known.status.state)) return true;
  const { backend } = job.record;
  const submitter = await host.open(backend);
  const followed = { submitter, pace: getBackend(backend).pace, jobs: [submitted] };
  const complete = new AbortController();
  // the points are looked at more often than the scheduler may be asked
  const timer = setInterval(() => {
    if (tally.done === count) complete.abort();
  }, COMPLETE_LOOK_MS);
  const onProblem = ({ message }: TesseraError) => writeNote(io, `${message}; asking again`);
  const either = AbortSignal.any([signal, complete.signal]);
  try {
    for await (const _ of followJobs([followed], { signal: either, onProblem })) {
      // the points tell more than the states of the job
    }
  } catch (error) {
    if (signal.aborted) return false;
    if (!complete.signal.aborted) throw error;
    await submitter.cancel(submitted, {});
  } finally {
    clearInterval(timer);
  }
  await refreshJobs([job], host); // records how it ended
  return true;
}

/** The sweep's job, if it has not ended. */
async function runningJob({ folder }: OpenSweep, io: CliIo): Promise<StoredJob | undefined> {
  const noted = await readJob(folder.job);
  if (noted === undefined) return undefined;
  const host = jobsOf(io);
  const [known] = await refreshJobs([await host.store.get(noted.id)], host);
  if (known === undefined || isFinal(known.status.state)) return undefined;
  writeNote(io, `Following job ${noted.id}, which works on it already`);
  return known.job;
}

async function submit(
  { folder, sweep }: OpenSweep,
  { backend, options, io }: Pick<SweepJobOptions, "backend" | "options" | "io">,
): Promise<StoredJob> {
  const host = jobsOf(io);
  const tasks = Math.min(options.tasks ?? DEFAULT_TASKS, blockCount(sweep));
  const { cpusPerTask, gpusPerNode, memory, time, env, secretEnv, after, option } = options;
  const spec = await specOf(
    [...ownCommand(), "sweep", "--worker", folder.path],
    {
      on: backend,
      name: sweep.name,
      array: `0-${tasks - 1}`,
      cpusPerTask,
      gpusPerNode,
      memory,
      time,
      env,
      secretEnv,
      after,
      option,
      requeue: true,
      ...(time === undefined ? {} : { warnBeforeEnd: WARNING_MS }),
    },
    { store: host.store, env: io.env },
  );
  const job = await submitJob({ store: host.store, submitter: await host.open(backend), spec });
  await replaceJson(folder.job, { id: job.record.id, backend } satisfies SweepJob);
  writeNote(io, `Submitted job ${job.record.id} with ${tasks} tasks to ${backend}`);
  return job;
}

const COMPLETE_LOOK_MS = 500;
/** A task that is told so long before the end of its time gives its blocks back. */
const WARNING_MS = 60_000;

/** This very program. */
function ownCommand(): string[] {
  if (Deno.build.standalone) return [Deno.execPath()];
  const main = new URL("../../../../main.ts", import.meta.url).pathname;
  return [Deno.execPath(), "run", "-A", main];
}

async function readJob(path: string): Promise<SweepJob | undefined> {
  try {
    return SweepJob.parse(JSON.parse(await Deno.readTextFile(path)));
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return undefined;
    throw new TesseraError("bad_input", `Cannot read "${path}"`, {
      hint: 'Remove it if "tessera jobs list" shows no job of this sweep any more',
      cause,
    });
  }
}
