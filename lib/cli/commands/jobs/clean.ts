/** `tessera jobs clean` @module */

import { Command, type CommandUnknownOpts, Option } from "commander";
import { type CliContext, runs } from "../../command_file.ts";
import { durationOption } from "../../config_options.ts";

const DEFAULT_AGE_MS = 30 * 86_400_000;

/** Defines the command. */
export function cleanCommand(cli: CliContext): CommandUnknownOpts {
  return new Command("clean")
    .summary("Remove the records and logs of jobs that ended long ago")
    .description(
      "Remove the records, scripts and logs of jobs that ended long ago. Jobs that have not ended, and " +
        "jobs that those wait for, are kept.",
    )
    .addOption(
      new Option("--older-than <duration>", "those that ended so long ago (12h, 30d)")
        .argParser(durationOption("--older-than")).default(DEFAULT_AGE_MS, "30d"),
    )
    .option("--dry-run", "print what would be removed, and remove nothing")
    .option("--json", "print what was removed as JSON")
    .action(runs(cli, async (options) => {
      const { cleanJobs } = await import("../../actions/jobs/clean.ts");
      return await cleanJobs(options, cli.io);
    }));
}
