/** `tessera test`. (`test.ts` would be taken for a test file.) @module */

import { Command, type CommandUnknownOpts } from "commander";
import { type CliContext, runs } from "../command_file.ts";
import { pathOptions } from "../config_options.ts";
import { pythonOption } from "../python_options.ts";

/** Defines the command. */
export function define(cli: CliContext): CommandUnknownOpts {
  return new Command()
    .description("Run the regression tests of a module; exit code 1 when one of them fails.")
    .argument("<TARGET>", "file or folder of a module, or the URL of a served one")
    .argument("[SPEC]", "a test file, or a folder of test_*.json; test_cases beside the module")
    .addOption(pathOptions.input())
    .addOption(pathOptions.output())
    .option("--token-file <file>", "token for a served module that asks for one")
    .option("--junit <file>", "also write a report in JUnit's XML")
    .option("--json", "print the report as JSON")
    .option("--debug", "show complete stack traces")
    .addOption(pythonOption())
    .action(runs(cli, async (target, spec, options) => {
      const { testTarget } = await import("../actions/run_tests.ts");
      return await testTarget({ target, spec }, options, cli.io);
    }));
}
