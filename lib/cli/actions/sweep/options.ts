/** Options of `tessera sweep`, and what they mean for its workers. @module */

import * as z from "zod/mini";
import type { SweepSettings } from "../../../jobs/sweep/settings.ts";
import { TesseraError } from "../../../core/errors.ts";

const Count = z.optional(z.int());
const Text = z.optional(z.string());
const Texts = z.optional(z.array(z.string()));
const Flag = z.optional(z.literal(true));

/** Options that describe a job, and mean nothing where there is none. */
const JobOptions = z.object({
  tasks: Count,
  cpusPerTask: Count,
  gpusPerNode: Text,
  /** Bytes. */
  memory: Count,
  time: Text,
  env: Texts,
  secretEnv: Texts,
  after: Texts,
  option: Texts,
});

/** What commander has gathered. */
const SweepOptions = z.extend(JobOptions, {
  over: Text,
  resume: Text,
  retryFailed: Flag,
  name: Text,
  outputPath: Text,
  inputPath: Text,
  outputFormat: z.optional(z.enum(["json", "json+base64", "json+binref"])),
  numWorkers: Count,
  retries: Count,
  /** Milliseconds; 0: no limit. */
  timeout: z.optional(z.number()),
  maxFailures: Count,
  python: Text,
  gpus: Text,
  tokenFile: Text,
  dryRun: Flag,
  json: Flag,
  on: Text,
  /** Folder of a sweep: this process is a task of its job. */
  worker: Text,
  /** False after `--no-wait`. */
  wait: z.boolean(),
});
/** Values of the options. */
export type SweepOptions = z.infer<typeof SweepOptions>;

/** Takes what commander has gathered. */
export function readSweepOptions(options: object): SweepOptions {
  return SweepOptions.parse(options);
}

/** The settings that were asked for on the command line; the others stay as they were. */
export function askedSettings(options: SweepOptions): Partial<SweepSettings> {
  const { retries, timeout, maxFailures, numWorkers, python, gpus, tokenFile } = options;
  return {
    ...(retries === undefined ? {} : { retries }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout === 0 ? null : timeout }),
    ...(maxFailures === undefined ? {} : { maxFailures }),
    ...(numWorkers === undefined ? {} : { numWorkers }),
    ...(python === undefined ? {} : { python }),
    ...(gpus === undefined ? {} : { gpus }),
    ...(tokenFile === undefined ? {} : { tokenFile }),
  };
}

/**
 * Refuses options of a job where there is none: they must not look as if they had been heeded.
 *
 * @throws {TesseraError} `usage` that names the first of them.
 */
export function refuseJobOptions(options: SweepOptions): void {
  const known: readonly string[] = Object.keys(JobOptions.shape);
  const given = Object.entries(options)
    .find(([name, value]) => known.includes(name) && value !== undefined)?.[0];
  const flag = options.wait ? given && flagOf(given) : "--no-wait";
  if (flag === undefined) return;
  throw new TesseraError("usage", `Cannot use ${flag}: the sweep runs on the cores here`, {
    hint: "Add --on slurm to make it a job",
  });
}

function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Points at a time on this machine: what was asked for, or as many as there are cores for this process. */
export function workersHere(
  asked: number | null | undefined,
  env: Readonly<Record<string, string | undefined>>,
): number {
  if (asked !== null && asked !== undefined) return asked;
  // the second is what Slurm gave on this node, where nobody said how many for each task
  const given = Number(env.SLURM_CPUS_PER_TASK ?? env.SLURM_CPUS_ON_NODE ?? NaN);
  return given >= 1 ? Math.floor(given) : navigator.hardwareConcurrency;
}
