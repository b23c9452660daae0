/** `tessera submit` @module */

import { Command, type CommandUnknownOpts } from "commander";
import { type CliContext, runs } from "../command_file.ts";
import { collect, durationOption, integerOption, sizeOption } from "../config_options.ts";

const MAX_COUNT = 1_000_000;

/** Defines the command. */
export function define(cli: CliContext): CommandUnknownOpts {
  return new Command()
    .description(
      "Run a command as a job: in the background of this machine, or on a cluster. Prints the job's " +
        "id; the job goes on when this program, or the connection, ends.",
    )
    .argument("<COMMAND...>", "program and arguments, run without a shell")
    .option("--on <backend>", "where it runs: local (this machine) or slurm", "local")
    .option("--name <name>", "name in listings; the program's name unless given")
    .option("--nodes <n>", "number of nodes", count("--nodes"))
    .option("--tasks <n>", "number of processes in all", count("--tasks"))
    .option("--tasks-per-node <n>", "processes on each node", count("--tasks-per-node"))
    .option("--cpus-per-task <n>", "cores for each process", count("--cpus-per-task"))
    .option("--gpus-per-node <type:n>", "GPUs on each node: 2, or of one type, a100:2")
    .option("--memory <size>", "memory on each node (4G, 512M)", sizeOption("--memory"))
    .option("--time <limit>", "end it after so long (30m, 2h, 1-12:00:00)")
    .option("--env <name=value>", "set a variable; a name alone passes it on (repeatable)", collect)
    .option("--secret-env <name>", "pass a variable on that nobody may see (repeatable)", collect)
    .option(
      "--after <job:when>",
      "start after success (or failure, end, start) of a job; a job alone means success (repeatable)",
      collect,
    )
    .option("--array <indices>", "one task for each index, such as 0-99%10: 10 at a time")
    .option("--workdir <folder>", "folder it runs in; the current one unless given")
    .option("--requeue", "it may be started again when its node fails or its place is taken")
    .option(
      "--warn-before-end <duration>",
      "send it SIGUSR1 so long before its limit",
      durationOption("--warn-before-end"),
    )
    .option("--option <name=value>", "an option only the backend knows (repeatable)", collect)
    .option("--dry-run", "print what would be sent, and send nothing")
    .option("--wait", "wait for its end; exit code 1 unless it succeeds")
    .option("--json", "print the job as JSON")
    .addHelpText("after", EXAMPLES)
    .passThroughOptions()
    .action(runs(cli, async (command, options) => {
      const { submit } = await import("../actions/submit.ts");
      return await submit(command, options, cli.io);
    }));
}

function count(flag: string): (text: string) => number {
  return integerOption(flag, 1, MAX_COUNT);
}

const EXAMPLES = `
Each task of an array finds its index in TESSERA_TASK_INDEX.

Examples:
  tessera submit --time 2h -- python3 train.py --epochs 3
  tessera submit --on slurm --gpus-per-node 1 --option partition=gpu --time 2:00:00 -- ./train
  tessera submit --array 0-99%10 -- sh -c './point "$TESSERA_TASK_INDEX"'
  tessera submit --after "$(tessera submit -- ./prepare)" -- ./compute
`;
