/**
 * The command line of upstream's `tesseract-runtime`, for programs that call it: the same commands,
 * options, environment and exit codes (tesseract-core 1.15, observed). Differences: global options
 * are also heeded after the command, malformed JSON ends with 2 instead of 1, `@-` is stdin, and
 * `serve` asks for a token off loopback and in jobs of a batch system.
 *
 * @module
 */

import type { CommandUnknownOpts } from "commander";
import { Command } from "commander";
import { type CliContext, runs } from "../command_file.ts";
import { parseCommandLine, tame } from "../command_line.ts";
import { integerOption } from "../config_options.ts";
import { EXIT } from "../exit.ts";
import { gradientCommand } from "../gradient_options.ts";
import type { CliIo } from "../io.ts";
import { allowUrlsOption, parentPipeOption } from "../serve_options.ts";
import { argumentsFromEnv } from "./command_env.ts";
import { ENDPOINT_COMMANDS, type EndpointCommand } from "./endpoint_commands.ts";
import { globalOptions } from "./options.ts";
import { readSettings, settingsForHelp, type UpstreamSettings } from "./settings.ts";

/**
 * Runs one command line.
 *
 * @returns The exit code.
 * @throws {TesseraError} As `runCli`.
 */
export async function runUpstreamCli(argv: readonly string[], io: CliIo): Promise<number> {
  const cli: CliContext = { io, exitCode: EXIT.ok };
  const program = defineProgram(cli);
  // stdout carries results alone here: help is not one
  tame(program, (text) => io.writeErr(text));
  if (argv.length === 0) {
    await completeHelp(program, undefined, { argv, io });
    io.writeErr(program.helpInformation());
    return EXIT.usage;
  }
  const word = commandWord(program, argv);
  const command = program.commands.find((candidate) => candidate.name() === word);
  const isHelp = argv.includes("--help") || argv.includes("-h");
  if (isHelp) await completeHelp(program, command, { argv, io });
  const extra = command === undefined ? [] : argumentsFromEnv(command, io.env, argv);
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  await parseCommandLine(
    program,
    [...argv.slice(0, end), ...extra, ...argv.slice(end)],
    "tesseract-runtime",
  );
  return cli.exitCode;
}

/** The first argument that is neither a global option nor the value of one. */
function commandWord(program: CommandUnknownOpts, argv: readonly string[]): string | undefined {
  for (let at = 0; at < argv.length; at++) {
    const argument = argv[at];
    if (argument === undefined || !argument.startsWith("-")) return argument;
    const option = program.options.find(({ long }) => long === argument);
    if (option?.required) at++;
  }
  return undefined;
}

function defineProgram(cli: CliContext): CommandUnknownOpts {
  const program = globalOptions();
  const { io } = cli;
  const settings = () => readSettings(program.opts(), io);
  program.addCommand(
    new Command("check").description("Check whether the Tesseract API is valid.")
      .action(runs(cli, async () => {
        const { checkUpstream } = await import("./actions.ts");
        return await checkUpstream(await settings(), io);
      })),
  );
  program.addCommand(
    gradientCommand().name("check-gradients")
      .description("Check gradients of endpoints against a finite difference approximation.")
      .argument("<payload>", "JSON, @FILE, @URL, or @- for stdin")
      .action(runs(cli, async (payload, options) => {
        const { checkGradientsUpstream } = await import("./actions.ts");
        return await checkGradientsUpstream(payload, options, await settings(), io);
      })),
  );
  program.addCommand(
    new Command("serve").description("Start running this Tesseract's web server.")
      .option("--host <str>", "address to listen on", "127.0.0.1")
      .option("--port <int>", "port to listen on", integerOption("--port", 0, 65_535), 8000)
      .option("--num-workers <int>", "workers", integerOption("--num-workers", 1, 1_024), 1)
      .option("--token-file <file>", "callers must know the token in this file (made if missing)")
      .option("--token", "ask for a token off loopback and in jobs of a batch system", true)
      .option("--no-token", "never ask for a token")
      .addOption(allowUrlsOption())
      .addOption(parentPipeOption())
      .action(runs(cli, async (options) => {
        const { serveUpstream } = await import("./actions.ts");
        return await serveUpstream(options, await settings(), io);
      })),
  );
  for (const entry of ENDPOINT_COMMANDS) {
    program.addCommand(endpointCommand(entry, cli, settings));
  }
  return program;
}

function endpointCommand(
  entry: EndpointCommand,
  cli: CliContext,
  settings: () => Promise<UpstreamSettings>,
): CommandUnknownOpts {
  const command = new Command(entry.name).description(entry.summary);
  const call = async (payload: string | undefined) => {
    const { callUpstream } = await import("./actions.ts");
    return await callUpstream(entry, payload, await settings(), cli.io);
  };
  if (!entry.takesPayload) return command.action(runs(cli, () => call(undefined)));
  return command.argument("<payload>", "JSON, @FILE, @URL, or @- for stdin")
    .action(runs(cli, (payload: string) => call(payload)));
}

/** Help tells what this module offers, so it has to be loaded: upstream does that, too. */
async function completeHelp(
  program: CommandUnknownOpts,
  command: CommandUnknownOpts | undefined,
  { argv, io }: { readonly argv: readonly string[]; readonly io: CliIo },
): Promise<void> {
  const entry = ENDPOINT_COMMANDS.find(({ name }) => name === command?.name());
  if (command !== undefined && (entry === undefined || !entry.takesPayload)) return;
  const { describeModule } = await import("./actions.ts");
  const { endpoints, openapi } = await describeModule(settingsForHelp(argv, io), io);
  if (command !== undefined && entry !== undefined) {
    const { describeEndpoint } = await import("./endpoint_help.ts");
    const text = describeEndpoint(openapi, entry.endpoint ?? "");
    if (text !== "") command.addHelpText("after", `\n${text}`);
    return;
  }
  const shown = program.commands.filter((candidate) => {
    const listed = ENDPOINT_COMMANDS.find(({ name }) => name === candidate.name());
    return listed === undefined || listed.endpoint === null || endpoints.includes(listed.endpoint);
  });
  program.configureHelp({ ...program.configureHelp(), visibleCommands: () => shown });
}
