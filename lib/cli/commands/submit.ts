/** `tessera submit` @module */

import { Command, type CommandUnknownOpts } from "commander";
import { type CliContext, runs } from "../command_file.ts";
import { schedulerOptions } from "../scheduler_options.ts";

/** Defines the command. */
export function define(cli: CliContext): CommandUnknownOpts {
  const command = new Command()
    .description(
      "Run a command as a job: in the background of this machine, or on a cluster. Prints the job's " +
        "id; the job goes on when this program, or the connection, ends.",
    )
    .argument("<COMMAND...>", "program and arguments, run without a shell")
    .option("--on <backend>", "where it runs: local (this machine) or slurm", "local")
    .option("--name <name>", "name in listings; the program's name unless given")
    .option("--array <indices>", "one task for each index, such as 0-99%10: 10 at a time")
    .option("--wait", "wait for its end; exit code 1 unless it succeeds")
    .option("--json", "print the job as JSON")
    .addHelpText("after", EXAMPLES)
    .passThroughOptions()
    .action(runs(cli, async (command, options) => {
      const { submit } = await import("../actions/submit.ts");
      const { readSchedulerValues } = await import("../scheduler_values.ts");
      return await submit(command, { ...options, ...readSchedulerValues(options) }, cli.io);
    }));
  for (const option of schedulerOptions()) command.addOption(option);
  return command;
}

const EXAMPLES = `
Each task of an array finds its index in TESSERA_TASK_INDEX.

Examples:
  tessera submit --time 2h -- python3 train.py --epochs 3
  tessera submit --on slurm --gpus-per-node 1 --option partition=gpu --time 2:00:00 -- ./train
  tessera submit --array 0-99%10 -- sh -c './point "$TESSERA_TASK_INDEX"'
  tessera submit --after "$(tessera submit -- ./prepare)" -- ./compute
`;
