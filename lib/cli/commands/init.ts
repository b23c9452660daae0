/** `tessera init` @module */

import { Command, type CommandUnknownOpts, Option } from "commander";
import { type CliContext, runs } from "../command_file.ts";

/** Defines the command. */
export function define(cli: CliContext): CommandUnknownOpts {
  return new Command()
    .description(
      "Make a module that passes its own tests, with inputs and the types that editors need.\n" +
        "Nothing that exists is overwritten.",
    )
    .argument("[FOLDER]", "where to make it; the working folder unless given")
    .addOption(
      new Option("--language <language>", "language of the module")
        .choices(["ts", "python"] as const).default("ts" as const),
    )
    .option("--name <name>", "name of the module; that of its folder unless given")
    .addOption(
      new Option(
        "--types-only",
        "write only the types that editors need, beside a module that exists",
      ).conflicts(["language", "name"]),
    )
    .option("--json", "print what was written as JSON")
    .action(runs(cli, async (folder, options) => {
      const { initModule, initTypes } = await import("../actions/init.ts");
      const init = options.typesOnly === true ? initTypes : initModule;
      return await init(folder ?? ".", options, cli.io);
    }));
}
