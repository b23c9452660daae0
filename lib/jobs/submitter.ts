/** What a backend does for jobs: the contract that every backend's test suite runs. @module */

import type { JobRef, JobSpec, JobStatus } from "./job.ts";

/** Limits of one exchange with a backend. */
export interface CallOptions {
  /** Ends the exchange: a request that was sent may still take effect. */
  readonly signal?: AbortSignal;
  /** The exchange fails with `timed_out` after so long. */
  readonly timeoutMs?: number;
}

/** Which lines of a job's output. */
export interface LogOptions extends CallOptions {
  /** Goes on until the job has ended and all of its output was given. */
  readonly follow: boolean;
  /** Only so many of the last lines to begin with; all without it. */
  readonly tailLines?: number;
  /** Output of one task of an array. */
  readonly taskIndex?: number;
}

/** One line that a job printed. */
export interface LogLine {
  readonly stream: "stdout" | "stderr";
  /** Index of the array's task, if the job is an array. */
  readonly taskIndex?: number;
  /** Without its line ending. */
  readonly text: string;
}

/** What a job is submitted with: the folder is Tessera's, private to the user, and seen by the job's nodes. */
export interface Submission {
  readonly spec: JobSpec;
  /** Tessera's id of the job. */
  readonly id: string;
  /** Absolute path of a folder for scripts, logs and the exit marker; it exists. */
  readonly folder: string;
}

/** Puts jobs where they run. An instance holds no state of jobs: whatever it needs is in the reference. */
export interface Submitter {
  /** As in the registry: `local`, `slurm`. */
  readonly name: string;
  /**
   * Checks a request without sending it.
   *
   * @returns What would be sent, for `--dry-run`: the rendered script, or the request's body.
   * @throws {TesseraError} `bad_input` that names what this backend cannot do and what it can.
   */
  render(submission: Submission): Promise<string>;
  /**
   * Hands the job over.
   *
   * @throws {TesseraError} `bad_input` when the backend refuses it, `unavailable` when the backend cannot be
   *   reached, `timed_out` when it is unknown whether it took the job.
   */
  submit(submission: Submission, options: CallOptions): Promise<JobRef>;
  /**
   * Looks for a job whose submission was cut off.
   *
   * @returns Its reference, or nothing when the backend surely does not have it.
   */
  find(submission: Submission, options: CallOptions): Promise<JobRef | undefined>;
  /** States of jobs, in the given order, in one exchange with the backend however many there are. */
  status(jobs: readonly SubmittedJob[], options: CallOptions): Promise<JobStatus[]>;
  /** What a job printed. */
  logs(job: SubmittedJob, options: LogOptions): AsyncIterable<LogLine>;
  /** Ends a job. Ending one that has ended is no error. */
  cancel(job: SubmittedJob, options: CallOptions): Promise<void>;
}

/** A job as the store has it. */
export interface SubmittedJob extends Submission {
  readonly ref: JobRef;
  /** When it was handed over, in epoch milliseconds. */
  readonly submittedMs: number;
}
