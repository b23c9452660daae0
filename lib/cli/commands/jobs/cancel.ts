/** `tessera jobs cancel` @module */

import { Command, type CommandUnknownOpts } from "commander";
import { type CliContext, runs } from "../../command_file.ts";

/** Defines the command. */
export function cancelCommand(cli: CliContext): CommandUnknownOpts {
  return new Command("cancel")
    .summary("End jobs before they end themselves")
    .description(
      "End jobs: they get SIGTERM, and SIGKILL when they do not end in the time that their backend allows. " +
        "To cancel a job that has ended is no error.",
    )
    .argument("<JOB...>", "ids of jobs")
    .option("--json", "print what was cancelled as JSON")
    .action(runs(cli, async (ids, options) => {
      const { cancelJobs } = await import("../../actions/jobs/cancel.ts");
      return await cancelJobs(ids, options, cli.io);
    }));
}
