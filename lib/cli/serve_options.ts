/** Options and their values that both serving commands share. @module */

import { Option } from "commander";
import { type ConfigOptionValues, integerOption } from "./config_options.ts";
import type { InspectOptionValues } from "./inspect_options.ts";

/** `--parent-pipe-fd`: the server ends when the other end of this descriptor is closed. */
// deno-lint-ignore explicit-module-boundary-types -- the type is what commander infers
export function parentPipeOption() {
  return new Option("--parent-pipe-fd <n>", "end when this inherited descriptor is closed")
    .argParser(integerOption("--parent-pipe-fd", 0, 1_000_000)).hideHelp();
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
  readonly parentPipeFd?: number | undefined;
}
