/** What Slurm is asked, whichever way: by its programs, or over HTTP. @module */

import type { CallOptions } from "../submitter.ts";
import type { ListedJob } from "./listing.ts";
import type { SlurmRequest } from "./request.ts";

/** What a listing of the queue does not tell. */
export interface JobDetails {
  readonly exitCode?: number;
  readonly signal?: number;
  readonly restarts?: number;
}

/** What became of a job that was sent. */
export type SentJob =
  /** Slurm has it, under this native id. */
  | { readonly kind: "taken"; readonly nativeId: string }
  /** Slurm may have it: its answer was lost, for the reason given. */
  | { readonly kind: "unknown"; readonly said: string };

/** One Slurm. A controller that cannot be reached for a moment is asked again within the limit of a call. */
export interface Controller {
  /** Checks, without asking anybody, that this way can say all of a request. */
  check(request: SlurmRequest): void;
  /**
   * Hands a job over, whose files are in its folder. It is never sent twice.
   *
   * @throws {TesseraError} `bad_input` when Slurm refuses the job, `unavailable` when it was not reached.
   */
  send(request: SlurmRequest, options: CallOptions): Promise<SentJob>;
  /** What the controller knows of the given jobs; those that it does not know are left out. */
  listQueue(
    numbers: readonly string[],
    cluster: string | undefined,
    options: CallOptions,
  ): Promise<ListedJob[]>;
  /** What accounting knows of the given jobs; nothing where the site keeps none, or it does not answer. */
  listAccounts(
    numbers: readonly string[],
    cluster: string | undefined,
    options: CallOptions,
  ): Promise<ListedJob[]>;
  /** One job, or one task of an array (`12_3`), in the controller's memory; nothing when it is gone. */
  showJob(
    number: string,
    cluster: string | undefined,
    options: CallOptions,
  ): Promise<JobDetails | undefined>;
  /** The number of the request's job, where the controller knows it by its mark or its folder. */
  findQueued(request: SlurmRequest, options: CallOptions): Promise<string | undefined>;
  /** The same in accounting of the last weeks; nothing where there is none, or it does not answer. */
  findAccounted(request: SlurmRequest, options: CallOptions): Promise<string | undefined>;
  /** Ends a job; one that has ended is no error. */
  cancel(job: CancelledJob, options: CallOptions): Promise<void>;
}

/** A job that is to end. */
export interface CancelledJob {
  readonly number: string;
  readonly cluster: string | undefined;
  /** What is being done, for messages: `cancel job x (12)`. */
  readonly act: string;
}

/** The longest wait for an answer where the caller names none. */
export const DEFAULT_LIMIT_MS = 60_000;
/** The longest wait for an answer that can be done without. */
export const SHORT_LIMIT_MS = 20_000;
/** How far back accounting is searched for a job whose number is not known. */
export const SEARCHED_DAYS = 30;

/** What marks a job as the one with Tessera's id, at the start of its comment. */
export function submissionMark(id: string): string {
  return `tessera:${id}`;
}

/** The comment of a job: the mark, and what the user says. */
export function markedComment({ id, options: { comment } }: SlurmRequest): string {
  const mark = submissionMark(id);
  return comment === undefined ? mark : `${mark} ${comment}`;
}

/** Whether a comment has the mark of Tessera's id. */
export function isMarked(comment: string, id: string): boolean {
  const mark = submissionMark(id);
  return comment === mark || comment.startsWith(`${mark} `);
}

/** Jobs as messages name them. */
export function countOf(numbers: readonly string[]): string {
  return numbers.length === 1 ? `job ${numbers[0]}` : `${numbers.length} jobs`;
}
