/** Follows many jobs at once with one question to each backend, asked ever more rarely while nothing changes. @module */

import { TesseraError } from "../core/errors.ts";
import { pause } from "../storage/retry.ts";
import { isFinal, type JobStatus } from "./job.ts";
import type { SubmittedJob, Submitter } from "./submitter.ts";

/** How often a backend may be asked. */
export interface PollPace {
  /** After the first question, and after every change. */
  readonly firstMs: number;
  /** The longest pause; sites ban programs that ask too often. */
  readonly maxMs: number;
}

/** Jobs of one backend. */
export interface FollowedJobs {
  readonly submitter: Submitter;
  readonly pace: PollPace;
  readonly jobs: readonly SubmittedJob[];
}

/** A clock to wait by; tests bring their own. */
export interface FollowClock {
  /** Milliseconds from any start. */
  now(): number;
  /** Waits; rejects with the signal's reason when it is aborted. */
  pause(durationMs: number, signal?: AbortSignal): Promise<void>;
}

/** Limits, and who wants to know. */
export interface FollowOptions {
  /** Ends the waiting, with its reason; the jobs go on. */
  readonly signal?: AbortSignal;
  /** Told when a backend could not be asked; it is asked again later. */
  readonly onProblem?: (error: TesseraError) => void;
  /** Told the statuses after every round of questions, whether or not one has changed. */
  readonly onPoll?: (statuses: ReadonlyMap<string, JobStatus>) => void;
  readonly clock?: FollowClock;
}

const GROWTH = 1.5;
/** A job that its backend lost is asked for only every so many times. */
const LOST_EVERY = 4;
const REAL_CLOCK: FollowClock = { now: () => performance.now(), pause };

/**
 * Gives the statuses of all jobs, by id, at first and whenever one has changed, until all are final.
 *
 * @throws {TesseraError} What a backend says to the first question; later failures to reach it are only told.
 */
export async function* followJobs(
  followed: readonly FollowedJobs[],
  options: FollowOptions = {},
): AsyncGenerator<ReadonlyMap<string, JobStatus>> {
  const clock = options.clock ?? REAL_CLOCK;
  const statuses = new Map<string, JobStatus>();
  const polls = followed.map((jobs) => new Poll(jobs, options));
  while (true) {
    let hasChanged = false;
    for (const poll of polls.filter(({ dueMs }) => dueMs <= clock.now())) {
      if (await poll.ask(statuses, clock)) hasChanged = true;
    }
    options.onPoll?.(statuses);
    if (hasChanged) yield new Map(statuses);
    const nextMs = Math.min(...polls.map(({ dueMs }) => dueMs));
    if (nextMs === Infinity) return;
    await clock.pause(Math.max(0, nextMs - clock.now()), options.signal);
  }
}

/** One backend's questions. */
class Poll {
  /** When to ask next; never again once all of its jobs are final. */
  dueMs = -Infinity;
  readonly #followed: FollowedJobs;
  readonly #options: FollowOptions;
  #pauseMs: number;
  #count = 0;

  constructor(followed: FollowedJobs, options: FollowOptions) {
    this.#followed = followed;
    this.#options = options;
    this.#pauseMs = followed.pace.firstMs;
  }

  /** Asks once for all jobs that are not final; whether anything changed. */
  async ask(statuses: Map<string, JobStatus>, clock: FollowClock): Promise<boolean> {
    const { jobs, pace } = this.#followed;
    const open = jobs.filter(({ id }) => this.#isOpen(statuses.get(id)));
    const answers = open.length === 0 ? [] : await this.#answers(open);
    const changes = answers.filter((answer) => hasChanged(statuses.get(answer.ref.id), answer));
    for (const answer of answers) statuses.set(answer.ref.id, answer);
    this.#pauseMs = changes.length > 0
      ? pace.firstMs
      : Math.min(pace.maxMs, this.#pauseMs * GROWTH);
    this.#count++;
    const isOver = jobs.every(({ id }) => isFinal(statuses.get(id)?.state ?? "submitting"));
    this.dueMs = isOver ? Infinity : clock.now() + this.#pauseMs;
    return changes.length > 0;
  }

  #isOpen(status: JobStatus | undefined): boolean {
    if (status === undefined) return true;
    if (status.state === "lost") return this.#count % LOST_EVERY === 0;
    return !isFinal(status.state);
  }

  async #answers(open: readonly SubmittedJob[]): Promise<readonly JobStatus[]> {
    const { submitter } = this.#followed;
    const { signal, onProblem } = this.#options;
    try {
      return await submitter.status(open, signal === undefined ? {} : { signal });
    } catch (error) {
      signal?.throwIfAborted();
      const isPassing = error instanceof TesseraError &&
        (error.code === "unavailable" || error.code === "timed_out");
      if (this.#count === 0 || !isPassing) throw error;
      onProblem?.(error);
      return [];
    }
  }
}

function hasChanged(before: JobStatus | undefined, now: JobStatus): boolean {
  return before === undefined || before.state !== now.state || before.reason !== now.reason ||
    before.nativeState !== now.nativeState ||
    JSON.stringify(before.tasks) !== JSON.stringify(now.tasks);
}
