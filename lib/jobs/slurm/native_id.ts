/**
 * Slurm's names of jobs: `1234`, `1234;cluster` where a site runs several clusters, and `1234@URL` for a job
 * that was sent through the slurmrestd at that URL.
 *
 * @module
 */

import { TesseraError } from "../../core/errors.ts";

/** A job of one cluster. */
export interface SlurmId {
  /** The number of the job, of an array's its common number. */
  readonly number: string;
  /** Only where the cluster was chosen with `--clusters`. */
  readonly cluster?: string | undefined;
  /** The slurmrestd that was named for the job; nothing where Slurm's programs are used. */
  readonly restUrl?: string | undefined;
}

const PRINTED = /^(\d+)(?:;([A-Za-z0-9][A-Za-z0-9_.-]*))?$/;
const SHAPE = /^(\d+)(?:;([A-Za-z0-9][A-Za-z0-9_.-]*))?(?:@(\S+))?$/;

/**
 * Finds the job's number in what `sbatch --parsable` printed. Submit filters of a site may print lines of
 * their own before it, so the last line of its form counts.
 */
export function findSubmittedId(stdout: string): string | undefined {
  return stdout.split("\n").map((line) => line.trim()).findLast((line) => PRINTED.test(line));
}

/** The native id of a job, as {@linkcode parseNativeId} reads it. */
export function formatNativeId({ number, cluster, restUrl }: SlurmId): string {
  const place = cluster === undefined ? "" : `;${cluster}`;
  return `${number}${place}${restUrl === undefined ? "" : `@${restUrl}`}`;
}

/**
 * Reads the native id of a job.
 *
 * @throws {TesseraError} `bad_input` for text that is none.
 */
export function parseNativeId(nativeId: string): SlurmId {
  const [, number, cluster, restUrl] = SHAPE.exec(nativeId) ?? [];
  if (number !== undefined) {
    return {
      number,
      ...(cluster === undefined ? {} : { cluster }),
      ...(restUrl === undefined ? {} : { restUrl }),
    };
  }
  throw new TesseraError(
    "bad_input",
    `Cannot ask Slurm for job "${nativeId}": expected a number, as in 1234 or 1234;cluster`,
    { hint: "The record of this job was changed by something else; see squeue --me" },
  );
}
