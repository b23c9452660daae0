/** `tessera jobs list` @module */

import { Command, type CommandUnknownOpts } from "commander";
import { type CliContext, runs } from "../../command_file.ts";

/** Defines the command. */
export function listCommand(cli: CliContext): CommandUnknownOpts {
  return new Command("list")
    .summary("List jobs and where they stand")
    .description("List jobs: those that have not ended, and those that ended in the last day.")
    .option("--all", "also those that ended earlier")
    .option("--watch", "go on, and print the list anew when it changes, until all jobs have ended")
    .option("--json", "print the list as JSON; with --watch, one line for each change")
    .action(runs(cli, async (options) => {
      const { listJobs } = await import("../../actions/jobs/list.ts");
      return await listJobs(options, cli.io);
    }));
}
