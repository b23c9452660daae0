/** A job that has itself started again. @module */

import { TesseraError } from "../../core/errors.ts";
import { queryEnvironment } from "./environment.ts";
import { runProgram } from "./program.ts";

const LIMIT_MS = 20_000;

/**
 * Puts the job that this process runs in back into the queue. Slurm then ends what is left of it.
 *
 * @param env The environment that Slurm has given the job.
 * @returns Slurm's id of the job.
 * @throws {TesseraError} `unavailable` outside of a job, and when Slurm does not do it.
 */
export async function requeueOwnJob(
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const jobId = env.SLURM_JOB_ID;
  if (jobId === undefined) {
    throw new TesseraError("unavailable", "Cannot start this job again: SLURM_JOB_ID is not set", {
      hint: "Use --requeue-job only in a job of Slurm",
    });
  }
  const { code, stderr } = await runProgram({
    program: "scontrol",
    args: ["requeue", jobId],
    env: queryEnvironment(defined(env)),
    act: `start job ${jobId} again`,
    limitMs: LIMIT_MS,
  });
  if (code === 0) return jobId;
  throw new TesseraError("unavailable", `Cannot start job ${jobId} again: ${stderr.trim()}`, {
    hint: "Submit it again; some sites do not let jobs be requeued",
  });
}

function defined(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => value === undefined ? [] : [[name, value]]),
  );
}
