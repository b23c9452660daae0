/** Options and their values that both serving commands share. @module */

import { Option } from "commander";
import { TesseraError } from "../core/errors.ts";
import { type ConfigOptionValues, integerOption } from "./config_options.ts";
import type { InspectOptionValues } from "./inspect_options.ts";

/** `--parent-pipe-fd`: the server ends when the other end of this descriptor is closed. */
// deno-lint-ignore explicit-module-boundary-types -- the type is what commander infers
export function parentPipeOption() {
  return new Option("--parent-pipe-fd <n>", "end when this inherited descriptor is closed")
    .argParser(integerOption("--parent-pipe-fd", 0, 1_000_000)).hideHelp();
}

/** `--replicas`: several servers behind one name. */
// deno-lint-ignore explicit-module-boundary-types -- the type is what commander infers
export function replicasOption() {
  return new Option("--replicas <n>", "so many servers behind one job:ID, each a task of an array")
    .argParser(integerOption("--replicas", 1, 1_000)).helpGroup("Options with --on:");
}

/** @throws {TesseraError} `usage` for several servers in one process. */
export function refuseReplicasHere({ replicas }: { replicas?: number | undefined }): void {
  if (replicas === undefined) return;
  throw new TesseraError("usage", "Cannot use --replicas without --on: it describes jobs", {
    hint: "Add --on local or --on slurm, or let one server run several calls with --num-workers",
  });
}

/** `--requeue-job`: part of the command of jobs that `serve --on slurm --requeue` submits. */
// deno-lint-ignore explicit-module-boundary-types -- the type is what commander infers
export function requeueJobOption() {
  return new Option("--requeue-job", "after SIGUSR1, have Slurm start this job again").hideHelp();
}

/** `--allow-urls`: callers may name files on other machines. */
// deno-lint-ignore explicit-module-boundary-types -- the type is what commander infers
export function allowUrlsOption() {
  return new Option(
    "--allow-urls",
    "let callers name files by URL, which are read with this server's network and keys",
  );
}

/** What commander gathers for serving. */
export interface ServeOptionValues extends ConfigOptionValues, InspectOptionValues {
  readonly host: string;
  readonly port: number;
  readonly numWorkers: number;
  readonly queueSize: number;
  readonly timeout?: number | undefined;
  readonly drainTimeout: number;
  readonly maxBodySize: number;
  readonly workerMemory?: number | undefined;
  readonly python?: string | undefined;
  readonly gpus?: string | undefined;
  readonly tokenFile?: string | undefined;
  /** False after `--no-token`. */
  readonly token: boolean;
  readonly allowOtherUsers?: true | undefined;
  readonly allowUrls?: true | undefined;
  readonly announce?: string | undefined;
  /** Milliseconds; 0 and nothing: it is never idle for too long. */
  readonly idleTimeout?: number | undefined;
  /** Only for servers in jobs. */
  readonly replicas?: number | undefined;
  /** After a scheduler's warning, the job is to be started again. */
  readonly requeueJob?: true | undefined;
  readonly parentPipeFd?: number | undefined;
}
