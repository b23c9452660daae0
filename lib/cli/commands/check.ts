/** `tessera check` @module */

import { Command, type CommandUnknownOpts } from "commander";
import { type CliContext, runs } from "../command_file.ts";
import { pathOptions } from "../config_options.ts";
import { pythonOption } from "../python_options.ts";

/** Defines the command. */
export function define(cli: CliContext): CommandUnknownOpts {
  return new Command()
    .description("Load a module, or ask a served one, and list what it offers.")
    .argument("<TARGET>", "file or folder of a module, or the URL of a served one")
    .addOption(pathOptions.input())
    .option("--json", "print the list as JSON")
    .option("--token-file <file>", "token for a served module that asks for one")
    .addOption(pythonOption())
    .action(runs(cli, async (target, options) => {
      const { checkTarget } = await import("../actions/check.ts");
      return await checkTarget(target, options, cli.io);
    }));
}
