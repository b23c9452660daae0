/** Questions to Slurm, through its programs. @module */

import { TesseraError } from "../../core/errors.ts";
import type { CallOptions } from "../submitter.ts";
import { queryEnvironment } from "./environment.ts";
import type { ListedJob } from "./listing.ts";
import type { ProgramCall, ProgramName, ProgramOutput } from "./program.ts";
import { parseSacct, sacctArguments } from "./sacct.ts";
import { type JobDetails, parseScontrol, scontrolArguments } from "./scontrol.ts";
import { parseSqueue, squeueArguments } from "./squeue.ts";
import { type RetryPolicy, runPatiently, saidBy } from "./transient.ts";

/** How Slurm's programs are called. */
export interface ControllerOptions {
  /** The user's environment; its PATH is where the programs are. */
  readonly env: Readonly<Record<string, string>>;
  readonly retry: RetryPolicy;
}

/** The longest wait for an answer where the caller names none. */
export const DEFAULT_LIMIT_MS = 60_000;
/** The longest wait for an answer that can be done without. */
const SHORT_LIMIT_MS = 20_000;
/** With more, the whole list of the user's jobs is shorter than the question. */
const MAX_NAMED_JOBS = 500;
/** Of a job that is gone, and of none: squeue says so with exit code 1. */
const UNKNOWN_JOB = /Invalid job id/i;

/** Asks a cluster. */
export class Controller {
  readonly #options: ControllerOptions;

  constructor(options: ControllerOptions) {
    this.#options = options;
  }

  /** What squeue knows of the given jobs. */
  async listQueue(
    numbers: readonly string[],
    cluster: string | undefined,
    options: CallOptions,
  ): Promise<ListedJob[]> {
    const args = squeueArguments(numbers.length > MAX_NAMED_JOBS ? "all" : numbers, cluster);
    const act = `ask Slurm for the state of ${countOf(numbers)}`;
    const output = await this.call("squeue", args, act, options);
    if (output.code !== 0 && !UNKNOWN_JOB.test(output.stderr)) throw failed("squeue", act, output);
    return parseSqueue(output.stdout);
  }

  /** What accounting knows of the given jobs; nothing where the site keeps none, or it does not answer. */
  async listAccounts(
    numbers: readonly string[],
    cluster: string | undefined,
    options: CallOptions,
  ): Promise<ListedJob[]> {
    const rows: ListedJob[] = [];
    for (let at = 0; at < numbers.length; at += MAX_NAMED_JOBS) {
      const args = sacctArguments(numbers.slice(at, at + MAX_NAMED_JOBS), cluster);
      const output = await this.callOnce("sacct", args, options);
      if (output === undefined || output.code !== 0) return rows;
      rows.push(...parseSacct(output.stdout));
    }
    return rows;
  }

  /** What scontrol shows of one job; nothing when it is gone. */
  async showJob(
    number: string,
    cluster: string | undefined,
    options: CallOptions,
  ): Promise<JobDetails | undefined> {
    const output = await this.callOnce("scontrol", scontrolArguments(number, cluster), options);
    return output === undefined || output.code !== 0 ? undefined : parseScontrol(output.stdout);
  }

  /** Names of the partitions; none when they cannot be told. */
  async listPartitions(options: CallOptions): Promise<string[]> {
    const output = await this.callOnce("sinfo", ["--noheader", "--format=%R"], options);
    const names = output?.stdout.split("\n").map((line) => line.trim()).filter((name) =>
      name !== ""
    );
    return [...new Set(names)];
  }

  /** Runs a program, again while the controller cannot be reached. */
  async call(
    program: ProgramName,
    args: readonly string[],
    act: string,
    options: CallOptions,
  ): Promise<ProgramOutput> {
    const call = this.#callOf(program, args, act, options);
    return await runPatiently(call, { retry: this.#options.retry, mayRepeat: () => true });
  }

  /** Runs a program whose answer can be done without. */
  async callOnce(
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
    return {
      program,
      args,
      act,
      env: queryEnvironment(this.#options.env),
      limitMs: timeoutMs,
      signal,
    };
  }
}

/** The error for a program that refused what Tessera asked. */
export function failed(program: ProgramName, act: string, output: ProgramOutput): TesseraError {
  const isDenied = /permission denied|not permitted/i.test(output.stderr);
  const message = `Cannot ${act}: ${program} said "${saidBy(program, output)}"`;
  return isDenied
    ? new TesseraError("denied", message, { hint: "Only the job's owner may do this" })
    : new TesseraError("unavailable", message, { hint: `See ${program}(1) and scontrol ping` });
}

function countOf(numbers: readonly string[]): string {
  return numbers.length === 1 ? `job ${numbers[0]}` : `${numbers.length} jobs`;
}
