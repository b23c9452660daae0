/** `tessera jobs logs` @module */

import { Command, type CommandUnknownOpts, Option } from "commander";
import { type CliContext, runs } from "../../command_file.ts";
import { integerOption } from "../../config_options.ts";

const MAX_LINES = 1_000_000_000;

/** Defines the command. */
export function logsCommand(cli: CliContext): CommandUnknownOpts {
  return new Command("logs")
    .summary("Print what a job printed")
    .description(
      "Print what a job printed: its standard output, then its standard error; as it comes with --follow. " +
        "Lines of an array begin with the task's index.",
    )
    .argument("<JOB>", "id of the job")
    .option("-f, --follow", "go on until the job has ended")
    .option(
      "--tail <n>",
      "only the last lines of each stream",
      integerOption("--tail", 0, MAX_LINES),
    )
    .option("--task <index>", "only this task of an array", integerOption("--task", 0, MAX_LINES))
    .addOption(
      new Option("--stream <name>", "only this stream").choices(["stdout", "stderr"] as const),
    )
    .action(runs(cli, async (id, options) => {
      const { printLogs } = await import("../../actions/jobs/logs.ts");
      return await printLogs(id, options, cli.io);
    }));
}
