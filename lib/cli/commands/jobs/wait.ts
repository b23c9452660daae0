/** `tessera jobs wait` @module */

import { Command, type CommandUnknownOpts } from "commander";
import { type CliContext, runs } from "../../command_file.ts";
import { durationOption } from "../../config_options.ts";

/** Defines the command. */
export function waitCommand(cli: CliContext): CommandUnknownOpts {
  return new Command("wait")
    .summary("Wait for the end of jobs")
    .description(
      "Wait for the end of jobs. Exit code 0 when all succeeded, 1 when one did not, 124 after --timeout. " +
        "Ctrl-C ends the waiting, not the jobs.",
    )
    .argument("<JOB...>", "ids of jobs")
    .option("--timeout <duration>", "give up after so long (30s, 2h)", durationOption("--timeout"))
    .option("--json", "print how they ended as JSON")
    .action(runs(cli, async (ids, options) => {
      const { waitForJobs } = await import("../../actions/jobs/wait.ts");
      return await waitForJobs(ids, options, cli.io);
    }));
}
