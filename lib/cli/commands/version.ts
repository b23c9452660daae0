/** `tessera version` @module */

import { Command, type CommandUnknownOpts } from "commander";
import { type CliContext, runs } from "../command_file.ts";

/** Defines the command. */
export function define(cli: CliContext): CommandUnknownOpts {
  return new Command()
    .description("Print the version of this program, and with --json what it was built from.")
    .option("--json", "print JSON")
    .action(runs(cli, async (options) => {
      const { printVersion } = await import("../actions/version.ts");
      return printVersion(cli.io, options);
    }));
}
