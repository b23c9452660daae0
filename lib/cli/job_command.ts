/** This program as the command of a job. @module */

import path from "node:path";
import { fileURLToPath } from "node:url";
import { isRemote } from "../storage/location.ts";
import type { ConfigOptionValues } from "./config_options.ts";

/** How to start this program again: the executable, or Deno with the sources it was started from. */
export function ownCommand(): string[] {
  const program = Deno.execPath();
  return Deno.build.standalone
    ? [program]
    : [program, "run", "--allow-all", fileURLToPath(Deno.mainModule)];
}

/** Options as words; what was not given is left out. Values are attached, so that none is taken for an option. */
export function flagWords(
  values: Readonly<Record<string, string | number | boolean | undefined>>,
): string[] {
  return Object.entries(values).flatMap(([flag, value]) => {
    if (value === undefined || value === false) return [];
    return [value === true ? flag : `${flag}=${value}`];
  });
}

/** The options of the configuration as words; relative folders are those of this process. */
export function configWords(options: ConfigOptionValues): string[] {
  return flagWords({
    "--name": options.name,
    "--description": options.description,
    "--version": options.version,
    "--debug": options.debug,
    "--profiling": options.profiling,
    "--tracing": options.tracing,
    "--input-path": absolute(options.inputPath),
    "--output-path": absolute(options.outputPath),
    "--output-format": options.outputFormat ?? undefined,
    "--compression": options.compression ?? undefined,
  });
}

/** A path that means the same in the job's folder; a location on other storage is the same everywhere. */
export function absolute(location: string | undefined): string | undefined {
  return location === undefined || isRemote(location) ? location : path.resolve(location);
}

/** The interpreter of `--python`: a path is this process's own, a bare name is looked for where the job runs. */
export function interpreterWord(python: string | undefined): string | undefined {
  return python?.includes("/") ? absolute(python) : python;
}
