/** `tessera jobs show` @module */

import { Command, type CommandUnknownOpts } from "commander";
import { type CliContext, runs } from "../../command_file.ts";

/** Defines the command. */
export function showCommand(cli: CliContext): CommandUnknownOpts {
  return new Command("show")
    .summary("Show everything known of a job")
    .description(
      "Show everything known of a job: what was submitted, where it stands, where its files are.",
    )
    .argument("<JOB>", "id of the job")
    .option("--json", "print it as JSON")
    .action(runs(cli, async (id, options) => {
      const { showJob } = await import("../../actions/jobs/show.ts");
      return await showJob(id, options, cli.io);
    }));
}
