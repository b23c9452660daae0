/** How far a sweep is: a bar on a terminal, a line a minute elsewhere. @module */

import { formatDurationMs } from "../../../core/duration.ts";
import type { Tally } from "../../../jobs/sweep/tally.ts";
import type { CliIo } from "../../io.ts";
import { progressLine } from "../../progress_line.ts";

const TERMINAL_LOOK_MS = 200;
const LOG_LOOK_MS = 5_000;
const BAR_CELLS = 24;
/** The rate is that of so long. */
const WINDOW_MS = 30_000;

/** Looks at the results now and then and shows how many there are, until disposed. */
export function showProgress(
  tally: Tally,
  count: number,
  io: Pick<CliIo, "isErrTerminal" | "writeErr">,
): AsyncDisposable {
  const line = progressLine(io as CliIo);
  const rate = new Rate();
  let looking: Promise<void> = Promise.resolve();
  let isLooking = false;
  rate.note(performance.now(), tally.done);
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    looking = tally.look().then(() => {
      rate.note(performance.now(), tally.done);
      line.update(() => progressText({ ...countsOf(tally), count, perSecond: rate.perSecond() }));
    }).catch(() => {}) // the next look, or the merge, will say
      .finally(() => isLooking = false);
  }, io.isErrTerminal ? TERMINAL_LOOK_MS : LOG_LOOK_MS);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await looking;
      line[Symbol.dispose]();
    },
  };
}

/** What a line of progress tells. */
export interface Progress {
  readonly done: number;
  readonly failed: number;
  readonly count: number;
  readonly perSecond: number;
}

/** `████░░░░  45%  4,500 of 10,000 points, 12 failed, 3,200/s, 2 s left`. */
export function progressText({ done, failed, count, perSecond }: Progress): string {
  const share = done / count;
  const full = Math.floor(share * BAR_CELLS);
  const bar = "█".repeat(full) + "░".repeat(BAR_CELLS - full);
  const percent = String(Math.floor(share * 100)).padStart(3);
  const failures = failed === 0 ? "" : `, ${grouped(failed)} failed`;
  const pace = perSecond > 0
    ? `, ${rateText(perSecond)}, ${formatDurationMs((count - done) / perSecond * 1_000)} left`
    : "";
  return `${bar} ${percent}%  ${grouped(done)} of ${grouped(count)} points${failures}${pace}`;
}

/** Points a second, or a minute where that is more telling. */
export function rateText(perSecond: number): string {
  if (perSecond >= 10) return `${grouped(Math.round(perSecond))}/s`;
  return perSecond >= 1 ? `${perSecond.toFixed(1)}/s` : `${(perSecond * 60).toFixed(1)}/min`;
}

/** `10,000` */
export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

/** The rate of the last half minute. */
export class Rate {
  #notes: { readonly ms: number; readonly done: number }[] = [];

  /** So many were done at that time. */
  note(ms: number, done: number): void {
    this.#notes.push({ ms, done });
    while (this.#notes.length > 2 && (this.#notes[1]?.ms ?? ms) < ms - WINDOW_MS) {
      this.#notes.shift();
    }
  }

  /** 0 as long as nothing is known. */
  perSecond(): number {
    const [first, last] = [this.#notes[0], this.#notes.at(-1)];
    if (first === undefined || last === undefined || last.ms <= first.ms) return 0;
    return (last.done - first.done) / (last.ms - first.ms) * 1_000;
  }
}

function countsOf({ done, failed }: Tally): Pick<Progress, "done" | "failed"> {
  return { done, failed };
}
