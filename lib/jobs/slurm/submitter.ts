/** Jobs on Slurm, through its own programs. @module */

import { isFinal, type JobRef, type JobStatus } from "../job.ts";
import type {
  CallOptions,
  LogLine,
  LogOptions,
  Submission,
  SubmittedJob,
  Submitter,
} from "../submitter.ts";
import { Controller, failed } from "./controller.ts";
import { settleDependencies } from "./dependencies.ts";
import { findSubmission } from "./find_submission.ts";
import { secretsPath } from "./job_folder.ts";
import { readLogs } from "./logs.ts";
import { parseNativeId } from "./native_id.ts";
import { checkRequest } from "./request.ts";
import { renderScript } from "./script.ts";
import { submitJob } from "./submission.ts";
import { DEFAULT_RETRY, type RetryPolicy } from "./transient.ts";
import { watch } from "./watching.ts";

const NAME = "slurm";

/** How a submitter reaches Slurm. */
export interface SlurmSubmitterOptions {
  /** The environment of Slurm's programs, and of sbatch's jobs; this process's own by default. */
  readonly env?: Readonly<Record<string, string>>;
  /** How a controller that cannot be reached is tried again. */
  readonly retry?: RetryPolicy;
}

/** The backend of a Slurm cluster on whose login node, or in one of whose jobs, this runs. */
export function createSubmitter(options: SlurmSubmitterOptions = {}): Submitter {
  return new SlurmSubmitter(options);
}

class SlurmSubmitter implements Submitter {
  readonly name = NAME;
  readonly #env: Readonly<Record<string, string>>;
  readonly #retry: RetryPolicy;
  readonly #controller: Controller;

  constructor({ env = Deno.env.toObject(), retry = DEFAULT_RETRY }: SlurmSubmitterOptions) {
    this.#env = env;
    this.#retry = retry;
    this.#controller = new Controller({ env, retry });
  }

  render(submission: Submission): Promise<string> {
    return Promise.try(() => renderScript(checkRequest(submission)));
  }

  async submit(submission: Submission, options: CallOptions): Promise<JobRef> {
    const context = { controller: this.#controller, env: this.#env, retry: this.#retry };
    const checked = checkRequest(submission);
    const request = await settleDependencies(checked, this.#controller, options);
    return refOf(submission, await submitJob(request, context, options));
  }

  async find(submission: Submission, options: CallOptions): Promise<JobRef | undefined> {
    const id = await findSubmission(this.#controller, checkRequest(submission), options);
    return id === undefined ? undefined : refOf(submission, id);
  }

  async status(jobs: readonly SubmittedJob[], options: CallOptions): Promise<JobStatus[]> {
    if (jobs.length === 0) return [];
    const statuses = await watch(this.#controller, jobs, { ...options, nowMs: Date.now() });
    await forgetSecrets(jobs, statuses);
    return statuses;
  }

  logs(job: SubmittedJob, options: LogOptions): AsyncIterable<LogLine> {
    const { signal } = options;
    return readLogs(job, options, async () => {
      const [status] = await this.status([job], signal === undefined ? {} : { signal });
      if (status === undefined) throw new TypeError(`no status of job ${job.id}`);
      return status;
    });
  }

  async cancel({ id, ref }: SubmittedJob, options: CallOptions): Promise<void> {
    const { number, cluster } = parseNativeId(ref.nativeId);
    const args = [...(cluster === undefined ? [] : [`--clusters=${cluster}`]), number];
    const act = `cancel job ${id} (${number})`;
    const output = await this.#controller.call("scancel", args, act, options);
    if (output.code !== 0 && !HAS_ENDED.test(output.stderr)) throw failed("scancel", act, output);
  }
}

/** A job that was cancelled before its start, or killed, could not remove its secrets itself. */
async function forgetSecrets(
  jobs: readonly SubmittedJob[],
  statuses: readonly JobStatus[],
): Promise<void> {
  for (const [at, { folder }] of jobs.entries()) {
    const state = statuses[at]?.state;
    if (state === undefined || !isFinal(state)) continue;
    await Deno.remove(secretsPath(folder)).catch(() => {}); // most have none
  }
}

/** Ending a job that has ended is no error. */
const HAS_ENDED = /Invalid job id|already complet/i;

function refOf({ id }: Submission, nativeId: string): JobRef {
  return { backend: NAME, id, nativeId };
}
