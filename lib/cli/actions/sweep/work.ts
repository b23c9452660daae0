/** Works on a sweep in this process. @module */

import { join } from "node:path";
import { pause } from "../../../storage/retry.ts";
import { blockCount } from "../../../jobs/sweep/block_size.ts";
import type { OpenSweep } from "../../../jobs/sweep/folder.ts";
import { mergeResults } from "../../../jobs/sweep/merge.ts";
import { Owner } from "../../../jobs/sweep/owner.ts";
import { PartFile } from "../../../jobs/sweep/part_file.ts";
import { runPoints } from "../../../jobs/sweep/run_points.ts";
import type { SweepSettings } from "../../../jobs/sweep/settings.ts";
import { Tally } from "../../../jobs/sweep/tally.ts";
import { WorkList } from "../../../jobs/sweep/work_list.ts";
import type { CliIo } from "../../io.ts";
import type { RemoteTarget } from "../../remote.ts";
import { divertModuleOutput } from "./module_output.ts";
import { openCaller } from "./open_caller.ts";
import { grouped, showProgress } from "./progress.ts";

/** How to work. */
export interface WorkOptions {
  readonly settings: SweepSettings;
  readonly io: CliIo;
  readonly signal: AbortSignal;
  /** Credentials that came with a URL. */
  readonly remote?: RemoteTarget | undefined;
  /** Points that failed before are tried again. */
  readonly retryFailed: boolean;
  /**
   * Whether this process stays until every point has a result, and merges them. One that does not, an array's task,
   * leaves when nothing is left to take, and whoever holds the rest has shown since then that it is alive.
   */
  readonly isKeeper: boolean;
}

/** Why the work ended, and how far the sweep was then. */
export interface WorkEnd {
  readonly kind: "complete" | "nothing_to_take" | "too_many_failures" | "interrupted";
  readonly tally: Tally;
  /** Points that had a result before. */
  readonly doneBefore: number;
}

/** How often one that waits for others looks whether they are done. */
const WAIT_MS = 500;

/**
 * Works on points until there are none left.
 *
 * @throws {TesseraError} When the module cannot be called, or results cannot be written.
 */
export async function workOnSweep(open: OpenSweep, options: WorkOptions): Promise<WorkEnd> {
  const { folder, sweep, points } = open;
  const { settings, io, signal } = options;
  using owner = await Owner.open(folder.claims, io.env);
  const work = new WorkList(folder.claims, owner, sweep);
  const tally = new Tally(folder.parts, sweep.count);
  await tally.look();
  const doneBefore = tally.done;
  if (options.retryFailed) await reopenFailed(tally, work, sweep.blockSize);
  const end = (kind: WorkEnd["kind"]): WorkEnd => ({ kind, tally, doneBefore });
  if (options.isKeeper && await isComplete(open, work, tally)) return end("complete");
  if (!options.isKeeper && await isAllDone(open, work)) return end("nothing_to_take");
  using part = new PartFile(folder.parts, owner.worker);
  using output = divertModuleOutput(join(folder.path, `output-${owner.worker}.log`), io);
  try {
    const tell = output.writeErr;
    await using caller = await unlessAborted(openCaller(open, { ...options, tell }), signal);
    await using _progress = showProgress(tally, sweep.count, {
      isErrTerminal: io.isErrTerminal,
      writeErr: output.writeErr,
    });
    let idleSinceMs: number | undefined;
    for (let hasWaited = false;; hasWaited = true) {
      const { retries, maxFailures } = settings;
      const why = await runPoints({
        sweep,
        points,
        work,
        tally,
        part,
        caller,
        retries,
        maxFailures,
        signal,
      });
      if (why === "too_many_failures") return end(why);
      if (options.isKeeper) {
        if (await isComplete(open, work, tally)) return end("complete");
      } else {
        idleSinceMs ??= await work.nowMs();
        if (!await work.hasSilentOwner(idleSinceMs)) return end("nothing_to_take");
      }
      if (!hasWaited) await tellWaiting(work, output);
      await pause(WAIT_MS, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    await tally.look();
    return end("interrupted");
  }
}

/** Merges the results if there is one of every point; blocks that lack some are opened again. */
async function isComplete(
  { folder, sweep }: OpenSweep,
  work: WorkList,
  tally: Tally,
): Promise<boolean> {
  if (!await isAllDone({ sweep }, work)) return false;
  const missing = await mergeResults({ folder, sweep });
  await tally.look();
  // somebody removed results, or a disk lost them
  for (const block of blocksOf(missing, sweep.blockSize)) await work.reopen(block);
  return missing.length === 0;
}

async function isAllDone({ sweep }: Pick<OpenSweep, "sweep">, work: WorkList): Promise<boolean> {
  const { done } = await work.state();
  return done === blockCount(sweep);
}

async function reopenFailed(tally: Tally, work: WorkList, blockSize: number): Promise<void> {
  for (const block of blocksOf(tally.failures(Infinity), blockSize)) await work.reopen(block);
  tally.forgetFailures();
}

function blocksOf(indices: readonly number[], blockSize: number): Set<number> {
  return new Set(indices.map((index) => Math.floor(index / blockSize)));
}

async function tellWaiting(
  work: WorkList,
  output: { writeErr(text: string): void },
): Promise<void> {
  const { held } = await work.state();
  if (held === 0) return;
  output.writeErr(
    `Waiting for other processes, which work on ${grouped(held)} blocks of points\n`,
  );
}

/** What is opened too late is closed again. */
async function unlessAborted<T extends AsyncDisposable>(
  opening: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([opening, aborted]);
  } catch (error) {
    if (signal.aborted) {
      void opening.then((late) => late[Symbol.asyncDispose](), () => {});
    }
    throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
