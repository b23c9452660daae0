/** `tessera sweep` @module */

import { Command, type CommandUnknownOpts, Option } from "commander";
import { type CliContext, runs } from "../command_file.ts";
import { durationOption, integerOption, pathOptions } from "../config_options.ts";
import { gpusOption, pythonOption } from "../python_options.ts";
import { schedulerOptions } from "../scheduler_options.ts";

const MAX_COUNT = 1_000_000;

/** Defines the command. */
export function define(cli: CliContext): CommandUnknownOpts {
  const command = new Command()
    .description(
      "Call an endpoint for many points, on the cores of this machine or as one array job. A sweep " +
        "that was stopped, by whatever, goes on where it was with --resume.",
    )
    .argument("[TARGET]", "file or folder of a module, the URL of a served one, or job:ID")
    .argument("[ENDPOINT]", "what to call; apply unless given")
    .addHelpText("after", EXAMPLES)
    .action(runs(cli, async (target, endpoint, options) => {
      const { sweep } = await import("../actions/sweep.ts");
      const { readSweepOptions } = await import("../actions/sweep/options.ts");
      return await sweep({ target, endpoint }, readSweepOptions(options), cli.io);
    }));
  // one by one: commander's types take minutes to check a chain of so many
  for (const option of [...sweepOptions(), ...jobOptions()]) command.addOption(option);
  return command;
}

function sweepOptions(): Option[] {
  return [
    new Option("--over <file>", "the points: a plan (.yaml), JSON lines (.jsonl) or CSV (.csv)"),
    new Option("--resume <folder>", "go on with the sweep in this folder"),
    new Option("--retry-failed", "also try points again that failed before"),
    new Option("--name <name>", "name of the sweep; the module's unless given"),
    new Option("--output-path <folder>", "folder of the sweep (default: sweep_<name>_<time>)"),
    pathOptions.input(),
    pathOptions.format(),
    new Option("--num-workers <n>", "points at a time in each process (default: number of cores)")
      .argParser(integerOption("--num-workers", 1, 1_024)),
    new Option("--retries <n>", "how often a point that fails is tried again (default: 1)")
      .argParser(integerOption("--retries", 0, 1_000)),
    new Option("--timeout <duration>", "a point that takes longer has failed; 0: never")
      .argParser(durationOption("--timeout")),
    new Option("--max-failures <n>", "stop when so many points have failed")
      .argParser(integerOption("--max-failures", 1, MAX_COUNT)),
    new Option("--token-file <file>", "token for a served module that asks for one"),
    pythonOption(),
    gpusOption(),
    new Option("--dry-run", "print how many points there are and the first three"),
    new Option("--json", "print the summary as JSON"),
    new Option("--on <backend>", "where it runs: local (the cores here) or slurm (default: local)"),
    new Option("--worker <folder>", "work on a sweep as a task of its job").hideHelp(),
  ];
}

/** Options of `tessera submit` that every task of an array may have, by their flags. */
const SHARED = new Set([
  "--cpus-per-task",
  "--gpus-per-node",
  "--memory",
  "--time",
  "--env",
  "--secret-env",
  "--after",
  "--option",
]);

function jobOptions(): Option[] {
  const own = [
    new Option("--tasks <n>", "tasks of the array job, at most (default: 10)")
      .argParser(integerOption("--tasks", 1, MAX_COUNT)),
    new Option("--no-wait", "submit the job, print its id, and leave"),
  ];
  const shared = schedulerOptions().filter(({ long }) => SHARED.has(long ?? ""));
  return [...own, ...shared].map((option) => option.helpGroup("Options with --on slurm:"));
}

const EXAMPLES = `
Results go to results.jsonl in the sweep's folder, one line for each point, in order.

Examples:
  tessera sweep ./solver apply --over grid.yaml
  tessera sweep ./solver apply --over points.csv --on slurm --tasks 50 --time 2h
  tessera sweep --resume sweep_solver_20260101-120000
`;
