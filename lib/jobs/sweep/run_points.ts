/** Works on the points of a sweep until there are none left to take. @module */

import { blockRange } from "./block_size.ts";
import type { PartFile } from "./part_file.ts";
import type { CallAnswer, PointCaller } from "./point_caller.ts";
import { type Points, requestText } from "./points.ts";
import type { PointResult } from "./result_line.ts";
import type { Tally } from "./tally.ts";
import type { Claim, WorkList } from "./work_list.ts";

/** What to work with. */
export interface RunPointsOptions {
  readonly sweep: { readonly count: number; readonly blockSize: number };
  readonly points: Points;
  readonly work: WorkList;
  /** What is already there, by whomever. */
  readonly tally: Tally;
  readonly part: PartFile;
  readonly caller: PointCaller;
  /** How often a point that fails is tried again. */
  readonly retries: number;
  /** Stop when so many points have failed, on all nodes together; never when null. */
  readonly maxFailures: number | null;
  /** Stops at once: calls that are under way leave no result. */
  readonly signal: AbortSignal;
}

/** Why the work ended. */
export type RunPointsEnd = "nothing_to_take" | "too_many_failures";

/**
 * Takes blocks and calls the module for their points, as many at a time as the caller can.
 *
 * @throws {TesseraError} What ends the sweep: a full disk, a module that cannot be started any more.
 * @throws the signal's reason when it is aborted.
 */
export async function runPoints(options: RunPointsOptions): Promise<RunPointsEnd> {
  const stop = new AbortController();
  const run = new PointsRun({
    ...options,
    signal: AbortSignal.any([options.signal, stop.signal]),
  });
  const lanes = Array.from({ length: options.caller.width }, async () => {
    try {
      await run.lane();
    } catch (error) {
      stop.abort(error);
      throw error;
    }
  });
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(options.signal.reason);
  if (options.signal.aborted) onAbort();
  options.signal.addEventListener("abort", onAbort, { once: true });
  const settled = Promise.all(lanes);
  settled.catch(() => {}); // when the signal wins, nobody else looks
  try {
    await Promise.race([settled, aborted.promise]);
  } finally {
    options.signal.removeEventListener("abort", onAbort);
  }
  return run.hasTooManyFailures ? "too_many_failures" : "nothing_to_take";
}

/** A block that this process works on. */
interface OpenBlock {
  readonly block: number;
  /** Points not begun, the next one last. */
  readonly rest: number[];
  /** Points without a result. */
  left: number;
}

class PointsRun {
  readonly #options: RunPointsOptions;
  #current: OpenBlock | undefined;
  /** The claim that some lane is making; the others wait for it. */
  #claiming: Promise<OpenBlock | undefined> | undefined;
  hasTooManyFailures = false;

  constructor(options: RunPointsOptions) {
    this.#options = options;
  }

  /** Takes one point after the other. */
  async lane(): Promise<void> {
    const { signal } = this.#options;
    for (;;) {
      const block = this.#current !== undefined && this.#current.rest.length > 0
        ? this.#current
        : await this.#nextBlock();
      if (block === undefined || signal.aborted || this.hasTooManyFailures) return;
      const index = block.rest.pop();
      if (index === undefined) continue;
      const result = await this.#work(index);
      if (signal.aborted) return; // the call was cut off, or may have been
      this.#options.part.append(result);
      if (result.outcome.status === "failed") await this.#countFailures();
      block.left--;
      if (block.left === 0) await this.#finish(block.block);
    }
  }

  async #nextBlock(): Promise<OpenBlock | undefined> {
    this.#claiming ??= this.#claim().finally(() => this.#claiming = undefined);
    return await this.#claiming;
  }

  async #claim(): Promise<OpenBlock | undefined> {
    const { work } = this.#options;
    await this.#countFailures();
    if (this.hasTooManyFailures) return undefined;
    for (let claim = await work.claimNext(); claim !== undefined; claim = await work.claimNext()) {
      const rest = await this.#pointsOf(claim);
      if (rest.length > 0) {
        return this.#current = { block: claim.block, rest, left: rest.length };
      }
      await work.finish(claim.block);
    }
    return undefined;
  }

  /** The points of a block that have no result, the last one first. */
  async #pointsOf({ block, isTakenOver }: Claim): Promise<number[]> {
    const { sweep, tally } = this.#options;
    if (isTakenOver) await tally.look();
    const { first, end } = blockRange(block, sweep);
    const all = Array.from({ length: end - first }, (_, k) => end - 1 - k);
    return isTakenOver ? all.filter((index) => !tally.has(index)) : all;
  }

  async #finish(block: number): Promise<void> {
    // only what is on the disk is done
    await this.#options.part.sync();
    await this.#options.work.finish(block);
  }

  async #work(index: number): Promise<PointResult> {
    const { points, caller, retries, signal } = this.#options;
    const inputs = points.at(index);
    const body = requestText(points, inputs);
    for (let attempts = 1;; attempts++) {
      const startMs = performance.now();
      const answer = await caller.call(index, body);
      const seconds = answer.seconds ?? (performance.now() - startMs) / 1_000;
      const isLast = answer.kind !== "failed" || attempts > retries || signal.aborted;
      if (isLast) return { index, inputs, outcome: outcomeOf(answer), attempts, seconds };
    }
  }

  async #countFailures(): Promise<void> {
    const { maxFailures, tally } = this.#options;
    if (maxFailures === null) return;
    await tally.look();
    if (tally.failed >= maxFailures) this.hasTooManyFailures = true;
  }
}

function outcomeOf(answer: CallAnswer): PointResult["outcome"] {
  return answer.kind === "succeeded"
    ? { status: "succeeded", outputs: answer.outputs }
    : { status: "failed", error: answer.error };
}
