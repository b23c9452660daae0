/** `tessera openapi` @module */

import { Command, type CommandUnknownOpts } from "commander";
import { type CliContext, runs } from "../command_file.ts";
import { infoOptions } from "../config_options.ts";
import { pythonOption } from "../python_options.ts";

/** Defines the command. */
export function define(cli: CliContext): CommandUnknownOpts {
  return new Command()
    .description("Print the OpenAPI document that a module is served with.")
    .argument("<TARGET>", "file or folder of a module, or the URL of a served one")
    .addOption(infoOptions.name())
    .addOption(infoOptions.description())
    .addOption(infoOptions.version())
    .option("--debug", "list also what is offered in debug mode only")
    .option("--token-file <file>", "token for a served module that asks for one")
    .addOption(pythonOption())
    .action(runs(cli, async (target, options) => {
      const { printOpenApi } = await import("../actions/openapi.ts");
      return await printOpenApi(target, options, cli.io);
    }));
}
