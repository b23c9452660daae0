/** Slurm through a slurmrestd, on a machine without Slurm's programs. @module */

import type { CallOptions } from "../../submitter.ts";
import {
  type CancelledJob,
  type Controller,
  countOf,
  isMarked,
  type JobDetails,
  SEARCHED_DAYS,
  type SentJob,
} from "../controller.ts";
import type { ListedJob } from "../listing.ts";
import type { SlurmRequest } from "../request.ts";
import { readAccountedJobs } from "./accounted_jobs.ts";
import { isSuccess, saidIn } from "./answer.ts";
import type { ApiVersion } from "./api_version.ts";
import { RestConnection, type RestOptions, shortly, withoutFailure } from "./connection.ts";
import { jobRequest, refuseUnsayable } from "./job_request.ts";
import { readPartitions } from "./partitions.ts";
import { readQueuedJobs, readRecordNumbers } from "./queued_jobs.ts";
import { judgeSubmission } from "./submitted.ts";

/** With more, one list of every job of the site is less to ask for than each of them. */
const MAX_ASKED_SINGLY = 8;
/** So long a query is taken by every server and proxy. */
const MAX_NAMED_JOBS = 200;
/** Of a job that is gone, and of none. */
const UNKNOWN_JOB = /Invalid job id/i;
/** Ending a job that has ended is no error. */
const HAS_ENDED = /Invalid job id|already complet/i;

/** Asks a cluster over HTTP. */
export class RestController implements Controller {
  readonly #env: Readonly<Record<string, string>>;
  readonly #slurm: RestConnection;

  constructor(options: RestOptions) {
    this.#env = options.env;
    this.#slurm = new RestConnection(options);
  }

  /** Refuses what only sbatch can be told. */
  check(request: SlurmRequest): void {
    refuseUnsayable(request, this.#env);
  }

  /** Posts a job. */
  async send(request: SlurmRequest, options: CallOptions): Promise<SentJob> {
    const act = `submit job "${request.spec.name}"`;
    const version = await this.#slurm.version(act, options);
    const body = jobRequest(request, version, this.#env);
    const path = `/slurm/${version.name}/job/submit`;
    // a job whose answer was lost may be there: repeating would submit it twice
    const mayRepeat = (failure: string) => failure === "not_reached";
    const answer = await this.#slurm.ask({ method: "POST", path, body, act }, options, mayRepeat);
    return await judgeSubmission(answer, request, {
      act,
      url: this.#slurm.url,
      cancel: (number) => this.cancel({ number, cluster: undefined, act }, options),
      listPartitions: () => this.#listPartitions(options),
    });
  }

  /** Few jobs one by one, many in one list. */
  async listQueue(
    numbers: readonly string[],
    _cluster: string | undefined,
    options: CallOptions,
  ): Promise<ListedJob[]> {
    const act = `ask Slurm for the state of ${countOf(numbers)}`;
    const version = await this.#slurm.version(act, options);
    const wanted = new Set(numbers);
    if (wanted.size > MAX_ASKED_SINGLY || !version.knowsOneJob) {
      const all = await this.#listAll(version, act, options);
      return all.filter(({ number }) => wanted.has(number));
    }
    const rows: ListedJob[] = [];
    for (const number of wanted) {
      const path = `/slurm/${version.name}/job/${number}`;
      const answer = await this.#slurm.ask({ method: "GET", path, act }, options);
      if (!isSuccess(answer) && UNKNOWN_JOB.test(saidIn(answer))) continue;
      rows.push(...this.#slurm.rowsIn(answer, readQueuedJobs, act));
    }
    return rows;
  }

  /** One query for many jobs. */
  async listAccounts(
    numbers: readonly string[],
    _cluster: string | undefined,
    options: CallOptions,
  ): Promise<ListedJob[]> {
    const rows: ListedJob[] = [];
    for (let at = 0; at < numbers.length; at += MAX_NAMED_JOBS) {
      const named = numbers.slice(at, at + MAX_NAMED_JOBS);
      const found = await this.#askAccounting(({ words }) => {
        // a comma separates them until v0.0.38, and is refused from v0.0.40 on
        if (words === "options") return `step=${encodeURIComponent(named.join(","))}`;
        return named.map((number) => `step=${number}`).join("&");
      }, options);
      if (found === undefined) return rows;
      rows.push(...found);
    }
    return rows;
  }

  /** The line of the queue: here it tells everything. */
  async showJob(
    number: string,
    cluster: string | undefined,
    options: CallOptions,
  ): Promise<JobDetails | undefined> {
    const rows = await withoutFailure(() => this.listQueue([number], cluster, shortly(options)));
    return rows?.[0];
  }

  /** Looks through all jobs that slurmrestd lists. */
  async findQueued(request: SlurmRequest, options: CallOptions): Promise<string | undefined> {
    const act = `look for job "${request.spec.name}"`;
    const rows = await this.#listAll(await this.#slurm.version(act, options), act, options);
    return rows.find(({ workdir, comment = "" }) =>
      workdir === request.folder || isMarked(comment, request.id)
    )?.number;
  }

  /** Looks through the jobs of that name. */
  async findAccounted(request: SlurmRequest, options: CallOptions): Promise<string | undefined> {
    const since = new Date(Date.now() - SEARCHED_DAYS * 86_400_000).toISOString().slice(0, 10);
    const query = `job_name=${encodeURIComponent(request.spec.name)}&start_time=${since}`;
    const rows = await this.#askAccounting(() => query, options);
    return rows?.find(({ workdir }) => workdir === request.folder)?.number;
  }

  /** Deletes a job, which Slurm then ends as for scancel. */
  async cancel({ number, act }: CancelledJob, options: CallOptions): Promise<void> {
    const version = await this.#slurm.version(act, options);
    for (const record of await this.#recordsOf(number, version, { ...options, act })) {
      const path = `/slurm/${version.name}/job/${record}`;
      const answer = await this.#slurm.ask({ method: "DELETE", path, act }, options);
      const isDone = answer.kind === "answered" && isSuccess(answer) &&
        answer.problems.length === 0;
      if (isDone || HAS_ENDED.test(saidIn(answer))) continue;
      throw this.#slurm.failed(act, saidIn(answer));
    }
  }

  /** Old versions end one task of an array at a time. */
  async #recordsOf(
    number: string,
    version: ApiVersion,
    { act, ...options }: CallOptions & { readonly act: string },
  ): Promise<string[]> {
    if (version.knowsOneJob) return [number];
    const path = `/slurm/${version.name}/jobs`;
    const read = (body: unknown) => readRecordNumbers(body, number);
    return await this.#slurm.askForRows({ method: "GET", path, act }, read, options);
  }

  async #listAll(version: ApiVersion, act: string, options: CallOptions): Promise<ListedJob[]> {
    const path = `/slurm/${version.name}/jobs`;
    return await this.#slurm.askForRows({ method: "GET", path, act }, readQueuedJobs, options);
  }

  /** Names of the partitions; none when they cannot be told. */
  async #listPartitions(options: CallOptions): Promise<string[]> {
    const act = "list partitions";
    const names = await withoutFailure(async () => {
      const { name } = await this.#slurm.version(act, shortly(options));
      const question = { method: "GET", path: `/slurm/${name}/partitions`, act } as const;
      return await this.#slurm.askForRows(question, readPartitions, shortly(options));
    });
    return names ?? [];
  }

  /** Nothing where the site keeps no accounting, or it does not answer. */
  async #askAccounting(
    queryOf: (version: ApiVersion) => string,
    options: CallOptions,
  ): Promise<ListedJob[] | undefined> {
    const act = "ask Slurm's accounting";
    return await withoutFailure(async () => {
      const version = await this.#slurm.version(act, shortly(options));
      if (!version.hasAccountedStates) return undefined;
      const path = `/slurmdb/${version.name}/jobs?${queryOf(version)}`;
      const question = { method: "GET", path, act } as const;
      const answer = await this.#slurm.ask(question, shortly(options), () => false);
      return this.#slurm.rowsIn(answer, readAccountedJobs, act);
    });
  }
}
