/** `tessera run` @module */

import { Command, type CommandUnknownOpts } from "commander";
import { type CliContext, runs } from "../command_file.ts";
import { durationOption, pathOptions, reportOptions } from "../config_options.ts";
import { inspectOptions } from "../inspect_options.ts";
import { pythonOption } from "../python_options.ts";
import { addPlacementOptions, onOption, refusePlacementOptions } from "../scheduler_options.ts";

/** Defines the command. */
export function define(cli: CliContext): CommandUnknownOpts {
  const command = new Command()
    .description(
      "Call an endpoint of a module once. The result goes to stdout as JSON, everything the module " +
        "prints goes to stderr.",
    )
    .argument("<TARGET>", "file or folder of a module, the URL of a served one, or job:ID")
    .argument("<ENDPOINT>", "apply, jacobian, jacobian_vector_product, …, health")
    .argument("[PAYLOAD]", "JSON, @FILE, @URL, or @- for stdin")
    .addOption(pathOptions.input())
    .addOption(pathOptions.output())
    .addOption(pathOptions.format())
    .addOption(pathOptions.compression())
    .option("--output-file <name>", "write the result to this file below the output path")
    .option("--run-id <id>", "keep what the run writes in a folder run_<id> below the output path")
    .option("--timeout <duration>", "give up after so long (30s, 5m)", durationOption("--timeout"))
    .option("--token-file <file>", "token for a served module that asks for one")
    .option("--debug", "show complete stack traces")
    .addOption(reportOptions.profiling())
    .addOption(reportOptions.tracing())
    .addOption(inspectOptions.inspect())
    .addOption(inspectOptions.inspectWait())
    .addOption(pythonOption())
    .addOption(onOption())
    .addHelpText("after", EXAMPLES)
    .action(runs(cli, async (target, endpoint, payload, options) => {
      if (options.on !== undefined) {
        const { runOn } = await import("../actions/run_on.ts");
        return await runOn(options.on, { target, endpoint, payload }, options, cli.io);
      }
      refusePlacementOptions(options);
      const { runEndpoint } = await import("../actions/run.ts");
      return await runEndpoint({ target, endpoint, payload }, options, cli.io);
    }));
  return addPlacementOptions(command);
}

const EXAMPLES = `
Examples:
  tessera run ./solver apply '{"inputs": {"a": [1, 2]}}'
  tessera run ./solver apply @inputs.json --output-file result.json
  tessera run http://127.0.0.1:8000 apply @- < inputs.json
  tessera run ./solver apply @inputs.json --on slurm --time 30m --gpus-per-node 1`;
