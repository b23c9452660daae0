/** Slurm's names of jobs: `1234`, or `1234;cluster` where a site runs several clusters. @module */

import { TesseraError } from "../../core/errors.ts";

/** A job of one cluster. */
export interface SlurmId {
  /** The number of the job, of an array's its common number. */
  readonly number: string;
  /** Only where the cluster was chosen with `--clusters`. */
  readonly cluster?: string;
}

const SHAPE = /^(\d+)(?:;([A-Za-z0-9][A-Za-z0-9_.-]*))?$/;

/**
 * Finds the job's number in what `sbatch --parsable` printed. Submit filters of a site may print lines of
 * their own before it, so the last line of its form counts.
 */
export function findSubmittedId(stdout: string): string | undefined {
  return stdout.split("\n").map((line) => line.trim()).findLast((line) => SHAPE.test(line));
}

/**
 * Reads the native id of a job.
 *
 * @throws {TesseraError} `bad_input` for text that is none.
 */
export function parseNativeId(nativeId: string): SlurmId {
  const [, number, cluster] = SHAPE.exec(nativeId) ?? [];
  if (number !== undefined) return cluster === undefined ? { number } : { number, cluster };
  throw new TesseraError(
    "bad_input",
    `Cannot ask Slurm for job "${nativeId}": expected a number, as in 1234 or 1234;cluster`,
    { hint: "The record of this job was changed by something else; see squeue --me" },
  );
}
