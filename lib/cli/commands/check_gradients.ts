/** `tessera check-gradients` @module */

import type { CommandUnknownOpts } from "commander";
import { type CliContext, runs } from "../command_file.ts";
import { pathOptions } from "../config_options.ts";
import { gradientCommand } from "../gradient_options.ts";
import { pythonOption } from "../python_options.ts";

/** Defines the command. */
export function define(cli: CliContext): CommandUnknownOpts {
  return gradientCommand()
    .description(
      "Compare the gradients of a module with central differences at one point; exit code 1 when " +
        "they do not agree.",
    )
    .argument("<TARGET>", "file or folder of a module")
    .argument("<PAYLOAD>", "a payload of apply: JSON, @FILE, @URL, or @- for stdin")
    .addOption(pathOptions.input())
    .option("--json", "print the report as JSON")
    .option("--debug", "show complete stack traces")
    .addOption(pythonOption())
    .action(runs(cli, async (target, payload, options) => {
      const { checkGradientsOf } = await import("../actions/check_gradients.ts");
      return await checkGradientsOf({ target, payload }, options, cli.io);
    }));
}
