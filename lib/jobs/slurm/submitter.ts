/** Jobs on Slurm. @module */

import { TesseraError } from "../../core/errors.ts";
import { isFinal, type JobRef, type JobStatus } from "../job.ts";
import type {
  CallOptions,
  LogLine,
  LogOptions,
  Submission,
  SubmittedJob,
  Submitter,
} from "../submitter.ts";
import type { Controller } from "./controller.ts";
import { settleDependencies } from "./dependencies.ts";
import { findSubmission } from "./find_submission.ts";
import { secretsPath } from "./job_folder.ts";
import { parseNativeId } from "./native_id.ts";
import { ProgramController } from "./program_controller.ts";
import type { RestOptions } from "./rest/connection.ts";
import { renderScript } from "./script.ts";
import { submitJob } from "./submission.ts";
import { DEFAULT_RETRY, type RetryPolicy } from "./transient.ts";
import { checkWayAndRequest, readWay } from "./way.ts";

const NAME = "slurm";

/** How a submitter reaches Slurm. */
export interface SlurmSubmitterOptions {
  /** The environment of Slurm's programs, and of jobs; this process's own by default. */
  readonly env?: Readonly<Record<string, string>>;
  /** How a controller that cannot be reached is tried again. */
  readonly retry?: RetryPolicy;
}

/**
 * The backend of a Slurm cluster: by its programs on a login node or in one of its jobs, or through the
 * slurmrestd that the user names.
 */
export function createSubmitter(options: SlurmSubmitterOptions = {}): Submitter {
  return new SlurmSubmitter(options);
}

class SlurmSubmitter implements Submitter {
  readonly name = NAME;
  readonly #env: Readonly<Record<string, string>>;
  readonly #retry: RetryPolicy;
  /** By the URL of a slurmrestd; the programs without one. */
  readonly #controllers = new Map<string | undefined, Controller>();

  constructor({ env = Deno.env.toObject(), retry = DEFAULT_RETRY }: SlurmSubmitterOptions) {
    this.#env = env;
    this.#retry = retry;
  }

  async render(submission: Submission): Promise<string> {
    const request = checkWayAndRequest(submission, this.#env);
    (await this.#controllerOf(request.options.restUrl)).check(request);
    return renderScript(request);
  }

  async submit(submission: Submission, options: CallOptions): Promise<JobRef> {
    const checked = checkWayAndRequest(submission, this.#env);
    const controller = await this.#controllerOf(checked.options.restUrl);
    const request = await settleDependencies(checked, controller, options);
    return refOf(submission, await submitJob(request, controller, options));
  }

  async find(submission: Submission, options: CallOptions): Promise<JobRef | undefined> {
    const checked = checkWayAndRequest(submission, this.#env);
    const restUrl = await readWay(submission.folder) ?? checked.options.restUrl;
    const request = { ...checked, options: { ...checked.options, restUrl } };
    const id = await findSubmission(await this.#controllerOf(restUrl), request, options);
    return id === undefined ? undefined : refOf(submission, id);
  }

  async status(jobs: readonly SubmittedJob[], options: CallOptions): Promise<JobStatus[]> {
    const byWay = Map.groupBy(jobs, ({ ref }) => parseNativeId(ref.nativeId).restUrl);
    const statuses = new Map<SubmittedJob, JobStatus>();
    const problems: TesseraError[] = [];
    for (const [restUrl, ofWay] of byWay) {
      const answers = await this.#watch(restUrl, ofWay, options).catch((error) => {
        if (!(error instanceof TesseraError)) throw error;
        problems.push(error);
        return ofWay.map((job) => notAsked(job, error));
      });
      for (const [at, job] of ofWay.entries()) {
        const answer = answers[at];
        if (answer !== undefined) statuses.set(job, answer);
      }
    }
    const [problem] = problems;
    if (problem !== undefined && problems.length === byWay.size) throw problem;
    await forgetSecrets(statuses);
    return jobs.flatMap((job) => statuses.get(job) ?? []);
  }

  async *logs(job: SubmittedJob, options: LogOptions): AsyncGenerator<LogLine> {
    const { signal } = options;
    const { readLogs } = await import("./logs.ts");
    yield* readLogs(job, options, async () => {
      const [status] = await this.status([job], signal === undefined ? {} : { signal });
      if (status === undefined) throw new TypeError(`no status of job ${job.id}`);
      return status;
    });
  }

  async cancel({ id, ref }: SubmittedJob, options: CallOptions): Promise<void> {
    const { number, cluster, restUrl } = parseNativeId(ref.nativeId);
    const act = `cancel job ${id} (${number})`;
    const controller = await this.#controllerOf(restUrl);
    await controller.cancel({ number, cluster, act }, options);
  }

  async #watch(
    restUrl: string | undefined,
    jobs: readonly SubmittedJob[],
    options: CallOptions,
  ): Promise<JobStatus[]> {
    const controller = await this.#controllerOf(restUrl);
    const { watch } = await import("./watching.ts");
    return await watch(controller, jobs, { ...options, nowMs: Date.now() });
  }

  /** Most jobs need no slurmrestd, and nothing of what it takes to speak with one. */
  async #controllerOf(restUrl: string | undefined): Promise<Controller> {
    const known = this.#controllers.get(restUrl);
    if (known !== undefined) return known;
    const options = { env: this.#env, retry: this.#retry };
    const controller = restUrl === undefined
      ? new ProgramController(options)
      : await openRestController({ ...options, url: restUrl });
    this.#controllers.set(restUrl, controller);
    return controller;
  }
}

/** Login nodes and workstations may share records, and each may reach only some of their jobs. */
function notAsked({ ref }: SubmittedJob, { message }: TesseraError): JobStatus {
  return { ref, state: "lost", nativeState: "not asked", reason: message, nodes: [], restarts: 0 };
}

/** A job that was cancelled before its start, or killed, could not remove its secrets itself. */
async function forgetSecrets(statuses: ReadonlyMap<SubmittedJob, JobStatus>): Promise<void> {
  for (const [{ folder }, { state }] of statuses) {
    if (!isFinal(state)) continue;
    await Deno.remove(secretsPath(folder)).catch(() => {}); // most have none
  }
}

function refOf({ id }: Submission, nativeId: string): JobRef {
  return { backend: NAME, id, nativeId };
}

async function openRestController(options: RestOptions): Promise<Controller> {
  const { RestController } = await import("./rest/rest_controller.ts");
  return new RestController(options);
}
