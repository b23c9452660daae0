/** Slurm through its own programs, on a machine that has them. @module */

import { TesseraError } from "../../core/errors.ts";
import type { CallOptions } from "../submitter.ts";
import {
  type CancelledJob,
  type Controller,
  countOf,
  DEFAULT_LIMIT_MS,
  type JobDetails,
  SEARCHED_DAYS,
  type SentJob,
  SHORT_LIMIT_MS,
  submissionMark,
} from "./controller.ts";
import { queryEnvironment } from "./environment.ts";
import { type ListedJob, splitLines } from "./listing.ts";
import type { ProgramCall, ProgramName, ProgramOutput } from "./program.ts";
import type { SlurmRequest } from "./request.ts";
import { parseSacct, sacctArguments } from "./sacct.ts";
import { sendToSbatch } from "./sbatch.ts";
import { parseScontrol, scontrolArguments } from "./scontrol.ts";
import { parseSqueue, squeueArguments } from "./squeue.ts";
import { type RetryPolicy, runPatiently, saidBy } from "./transient.ts";

/** How Slurm's programs are called. */
export interface ProgramControllerOptions {
  /** The user's environment; its PATH is where the programs are. */
  readonly env: Readonly<Record<string, string>>;
  readonly retry: RetryPolicy;
}

/** With more, the whole list of the user's jobs is shorter than the question. */
const MAX_NAMED_JOBS = 500;
/** Of a job that is gone, and of none: squeue says so with exit code 1. */
const UNKNOWN_JOB = /Invalid job id/i;
/** Ending a job that has ended is no error. */
const HAS_ENDED = /Invalid job id|already complet/i;

/** Asks a cluster by squeue, sacct and the others. */
export class ProgramController implements Controller {
  readonly #options: ProgramControllerOptions;

  constructor(options: ProgramControllerOptions) {
    this.#options = options;
  }

  /** Whatever a request can say, sbatch can. */
  check(): void {}

  /** Hands a job to sbatch. */
  async send(request: SlurmRequest, options: CallOptions): Promise<SentJob> {
    const context = {
      ...this.#options,
      listPartitions: () => this.#listPartitions(options),
    };
    return await sendToSbatch(request, context, options);
  }

  /** One squeue for all jobs. */
  async listQueue(
    numbers: readonly string[],
    cluster: string | undefined,
    options: CallOptions,
  ): Promise<ListedJob[]> {
    const args = squeueArguments(numbers.length > MAX_NAMED_JOBS ? "all" : numbers, cluster);
    const act = `ask Slurm for the state of ${countOf(numbers)}`;
    const output = await this.#call("squeue", args, act, options);
    if (output.code !== 0 && !UNKNOWN_JOB.test(output.stderr)) throw failed("squeue", act, output);
    return parseSqueue(output.stdout);
  }

  /** One sacct for all jobs. */
  async listAccounts(
    numbers: readonly string[],
    cluster: string | undefined,
    options: CallOptions,
  ): Promise<ListedJob[]> {
    const rows: ListedJob[] = [];
    for (let at = 0; at < numbers.length; at += MAX_NAMED_JOBS) {
      const args = sacctArguments(numbers.slice(at, at + MAX_NAMED_JOBS), cluster);
      const output = await this.#callOnce("sacct", args, options);
      if (output === undefined || output.code !== 0) return rows;
      rows.push(...parseSacct(output.stdout));
    }
    return rows;
  }

  /** What scontrol shows. */
  async showJob(
    number: string,
    cluster: string | undefined,
    options: CallOptions,
  ): Promise<JobDetails | undefined> {
    const output = await this.#callOnce("scontrol", scontrolArguments(number, cluster), options);
    return output === undefined || output.code !== 0 ? undefined : parseScontrol(output.stdout);
  }

  /** Looks through the user's jobs in squeue. */
  async findQueued(request: SlurmRequest, options: CallOptions): Promise<string | undefined> {
    const act = `look for job "${request.spec.name}"`;
    // %F is the number of an array, or of the job itself
    const args = ["--noheader", "--me", "--states=all", "--format=%F|%Z|%k", ...clusters(request)];
    const output = await this.#call("squeue", args, act, options);
    if (output.code !== 0) throw failed("squeue", act, output);
    const mark = submissionMark(request.id);
    const found = splitLines(output.stdout, ["number", "rest"]).find((fields) => {
      const rest = fields.get("rest") ?? "";
      return rest.startsWith(`${request.folder}|`) || rest.endsWith(`|${mark}`) ||
        rest.includes(`|${mark} `);
    });
    return found?.get("number");
  }

  /** Looks through the user's jobs in sacct. */
  async findAccounted(request: SlurmRequest, options: CallOptions): Promise<string | undefined> {
    const args = [
      "--noheader",
      "--allocations",
      "--parsable2",
      `--starttime=now-${SEARCHED_DAYS}days`,
      "--format=jobid,workdir",
      ...clusters(request),
    ];
    const output = await this.#callOnce("sacct", args, options);
    if (output === undefined || output.code !== 0) return undefined;
    const found = splitLines(output.stdout, ["id", "folder"])
      .find((fields) => fields.get("folder") === request.folder);
    return /^\d+/.exec(found?.get("id") ?? "")?.[0];
  }

  /** Runs scancel. */
  async cancel({ number, cluster, act }: CancelledJob, options: CallOptions): Promise<void> {
    const args = [...(cluster === undefined ? [] : [`--clusters=${cluster}`]), number];
    const output = await this.#call("scancel", args, act, options);
    if (output.code !== 0 && !HAS_ENDED.test(output.stderr)) throw failed("scancel", act, output);
  }

  /** Names of the partitions; none when they cannot be told. */
  async #listPartitions(options: CallOptions): Promise<string[]> {
    const output = await this.#callOnce("sinfo", ["--noheader", "--format=%R"], options);
    const names = output?.stdout.split("\n").map((line) => line.trim()).filter((name) =>
      name !== ""
    );
    return [...new Set(names)];
  }

  /** Runs a program, again while the controller cannot be reached. */
  async #call(
    program: ProgramName,
    args: readonly string[],
    act: string,
    options: CallOptions,
  ): Promise<ProgramOutput> {
    const call = this.#callOf(program, args, act, options);
    return await runPatiently(call, { retry: this.#options.retry, mayRepeat: () => true });
  }

  /** Runs a program whose answer can be done without. */
  async #callOnce(
    program: ProgramName,
    args: readonly string[],
    options: CallOptions,
  ): Promise<ProgramOutput | undefined> {
    try {
      const timeoutMs = Math.min(options.timeoutMs ?? SHORT_LIMIT_MS, SHORT_LIMIT_MS);
      const call = this.#callOf(program, args, `run ${program}`, { ...options, timeoutMs });
      return await runPatiently(call, { retry: this.#options.retry, mayRepeat: () => false });
    } catch (error) {
      if (error instanceof TesseraError) return undefined;
      throw error;
    }
  }

  #callOf(
    program: ProgramName,
    args: readonly string[],
    act: string,
    { signal, timeoutMs = DEFAULT_LIMIT_MS }: CallOptions,
  ): ProgramCall {
    const env = queryEnvironment(this.#options.env);
    return { program, args, act, env, limitMs: timeoutMs, signal };
  }
}

function failed(program: ProgramName, act: string, output: ProgramOutput): TesseraError {
  const isDenied = /permission denied|not permitted/i.test(output.stderr);
  const message = `Cannot ${act}: ${program} said "${saidBy(program, output)}"`;
  return isDenied
    ? new TesseraError("denied", message, { hint: "Only the job's owner may do this" })
    : new TesseraError("unavailable", message, { hint: `See ${program}(1) and scontrol ping` });
}

function clusters({ options: { cluster } }: SlurmRequest): string[] {
  return cluster === undefined ? [] : [`--clusters=${cluster}`];
}
