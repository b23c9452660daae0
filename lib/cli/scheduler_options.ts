/** What a job asks for and where it runs: options of every command that can submit one. @module */

import { type CommandUnknownOpts, Option } from "commander";
import { TesseraError } from "../core/errors.ts";
import { collect, durationOption, integerOption, sizeOption } from "./config_options.ts";

const MAX_COUNT = 1_000_000;

/** Options that describe a job; {@linkcode readSchedulerOptions} gives their values. */
export function schedulerOptions(): Option[] {
  return [
    count("--nodes <n>", "number of nodes"),
    count("--tasks <n>", "number of processes in all"),
    count("--tasks-per-node <n>", "processes on each node"),
    count("--cpus-per-task <n>", "cores for each process"),
    new Option("--gpus-per-node <type:n>", "GPUs on each node: 2, or of one type, a100:2"),
    new Option("--memory <size>", "memory on each node (4G, 512M)")
      .argParser(sizeOption("--memory")),
    new Option("--time <limit>", "end the job after so long (30m, 2h, 1-12:00:00)"),
    repeatable("--env <name=value>", "set a variable in the job; a name alone passes it on"),
    repeatable("--secret-env <name>", "pass a variable on that nobody may see"),
    repeatable(
      "--after <job:when>",
      "start after success (or failure, end, start) of a job; a job alone means success",
    ),
    new Option("--workdir <folder>", "folder the job runs in; the current one unless given"),
    new Option(
      "--requeue",
      "the job may be started again when its node fails or its place is taken",
    ),
    new Option("--warn-before-end <duration>", "send it SIGUSR1 so long before its limit")
      .argParser(durationOption("--warn-before-end")),
    repeatable("--option <name=value>", "an option only the backend knows"),
    new Option("--dry-run", "print the job that would be sent, and send nothing"),
  ];
}

/** `--on`, for commands that otherwise run here. */
// deno-lint-ignore explicit-module-boundary-types -- the type is what commander infers
export function onOption() {
  return new Option("--on <backend>", "run as a job: local (in the background here) or slurm");
}

/** Adds `--job-name`, `--detach` and {@linkcode schedulerOptions} under a heading of their own. */
export function addPlacementOptions<Known extends CommandUnknownOpts>(command: Known): Known {
  for (const option of placementOptions()) {
    command.addOption(option.helpGroup("Options with --on:"));
  }
  return command;
}

/**
 * Refuses options of a job where there is none: they must not look as if they had been heeded.
 *
 * @param given Values by name, as commander gathers them.
 * @throws {TesseraError} `usage` that names the first of them.
 */
export function refusePlacementOptions(given: object): void {
  const names = new Set(Object.keys(given));
  const option = placementOptions().find((option) => names.has(option.attributeName()));
  if (option === undefined) return;
  throw new TesseraError("usage", `Cannot use ${option.long} without --on: it describes a job`, {
    hint: "Add --on local or --on slurm",
  });
}

function placementOptions(): Option[] {
  return [
    new Option("--job-name <name>", "name in listings"),
    new Option("--detach", "print the job's id and wait for nothing"),
    ...schedulerOptions(),
  ];
}

function count(flags: string, description: string): Option {
  const [flag = ""] = flags.split(" ");
  return new Option(flags, description).argParser(integerOption(flag, 1, MAX_COUNT));
}

function repeatable(flags: string, description: string): Option {
  return new Option(flags, `${description} (repeatable)`).argParser(collect);
}
