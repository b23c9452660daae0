/** `tessera serve` @module */

import { Command, type CommandUnknownOpts, Option } from "commander";
import { type CliContext, runs } from "../command_file.ts";
import {
  durationOption,
  infoOptions,
  integerOption,
  pathOptions,
  reportOptions,
  sizeOption,
} from "../config_options.ts";
import { inspectOptions } from "../inspect_options.ts";
import { gpusOption, pythonOption } from "../python_options.ts";
import { addPlacementOptions, onOption, refusePlacementOptions } from "../scheduler_options.ts";
import {
  allowUrlsOption,
  parentPipeOption,
  refuseReplicasHere,
  replicasOption,
  requeueJobOption,
} from "../serve_options.ts";

/** Defines the command. */
export function define(cli: CliContext): CommandUnknownOpts {
  const command = new Command()
    .description(
      "Serve a module over HTTP until it is interrupted or terminated. Calls that are under way " +
        "then end first.",
    )
    .argument("<TARGET>", "file or folder of a module")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--port <n>", "port to listen on; 0 takes a free one", port("--port"), 8000)
    .option("--num-workers <n>", "calls that run at the same time", count("--num-workers"), 1)
    .option("--queue-size <n>", "calls that may wait for a worker", queue("--queue-size"), 100)
    .option(
      "--timeout <duration>",
      "end a call, and its worker, after so long; 0: never",
      durationOption("--timeout"),
    )
    .addOption(
      new Option(
        "--drain-timeout <duration>",
        "how long calls may go on once the server is told to end",
      ).argParser(durationOption("--drain-timeout")).default(30_000, "30s"),
    )
    .option(
      "--idle-timeout <duration>",
      "end when nobody has called for so long; 0: never, the default except in jobs (30m)",
      durationOption("--idle-timeout"),
    )
    .addOption(
      new Option("--max-body-size <size>", "refuse larger requests")
        .argParser(sizeOption("--max-body-size")).default(4 * 1024 ** 3, "4GiB"),
    )
    .option("--worker-memory <size>", "limit of a worker's heap", sizeOption("--worker-memory"))
    .option("--token-file <file>", "callers must know the token in this file (made if missing)")
    .option("--no-token", "never ask for a token")
    .option("--allow-other-users", "serve every user of this machine on its loopback")
    .addOption(allowUrlsOption())
    .option("--announce <file>", "write URL, port, token file and process id to this file")
    .addOption(pathOptions.input())
    .addOption(pathOptions.output())
    .addOption(pathOptions.format())
    .addOption(pathOptions.compression())
    .addOption(infoOptions.name())
    .addOption(infoOptions.description())
    .addOption(infoOptions.version())
    .option("--debug", "stack traces in responses, and the endpoint test")
    .addOption(reportOptions.profiling())
    .addOption(reportOptions.tracing())
    .addOption(inspectOptions.inspect())
    .addOption(inspectOptions.inspectWait())
    .addOption(pythonOption())
    .addOption(gpusOption())
    .addOption(parentPipeOption())
    .addOption(requeueJobOption())
    .addOption(onOption())
    .addOption(replicasOption())
    .addHelpText("after", EXAMPLES)
    .action(runs(cli, async (target, options, command) => {
      if (options.on !== undefined) {
        const { serveOn } = await import("../actions/serve_on.ts");
        const isGiven = (name: string) => command.getOptionValueSource(name) === "cli";
        return await serveOn(options.on, target, { values: options, isGiven }, cli.io);
      }
      refusePlacementOptions(options);
      refuseReplicasHere(options);
      const { serveTarget } = await import("../actions/serve.ts");
      return await serveTarget(target, options, cli.io);
    }));
  return addPlacementOptions(command);
}

function port(flag: string): (text: string) => number {
  return integerOption(flag, 0, 65_535);
}

function count(flag: string): (text: string) => number {
  return integerOption(flag, 1, 1_024);
}

function queue(flag: string): (text: string) => number {
  return integerOption(flag, 0, 1_000_000);
}

const EXAMPLES = `
Examples:
  tessera serve ./solver --port 0 --num-workers 4
  tessera serve ./solver --on slurm --time 2h --gpus-per-node 1 --option partition=gpu
  tessera run job:ID apply @inputs.json`;
