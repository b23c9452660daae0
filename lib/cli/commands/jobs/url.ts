/** `tessera jobs url` @module */

import { Command, type CommandUnknownOpts } from "commander";
import { type CliContext, runs } from "../../command_file.ts";

/** Defines the command. */
export function urlCommand(cli: CliContext): CommandUnknownOpts {
  return new Command("url")
    .summary("Print the URL of a module that a job serves")
    .description(
      "Print the URL of a module that a job serves: one that was submitted with " +
        "tessera serve --announce FILE as its command.",
    )
    .argument("<JOB>", "id of the job")
    .option("--json", "print all that the server announced as JSON")
    .action(runs(cli, async (id, options) => {
      const { printUrl } = await import("../../actions/jobs/url.ts");
      return await printUrl(id, options, cli.io);
    }));
}
