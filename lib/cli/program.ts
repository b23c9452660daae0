/** The command line of `tessera`. @module */

import { Command } from "commander";
import { TesseraError } from "../core/errors.ts";
import { findNearestName } from "../core/nearest_name.ts";
import type { CliContext } from "./command_file.ts";
import { HelpShown, parseCommandLine, tame } from "./command_line.ts";
import { EXIT } from "./exit.ts";
import { HELP_STYLE } from "./help_style.ts";
import { type CliIo, writeOutText } from "./io.ts";
import { COMMANDS } from "./registry.ts";

const HELP_WORDS: ReadonlySet<string> = new Set(["help", "--help", "-h"]);
const VERSION_WORDS: ReadonlySet<string> = new Set(["--version", "-V"]);
/** Runs the rest of the line as upstream's program would: for when argv[0] cannot be chosen. */
const UPSTREAM_NAME = "tesseract-runtime";

/**
 * Runs one command line.
 *
 * @param argv Arguments after the program's name.
 * @param programName What the program was called as (argv[0], with or without folders); under the
 * name `tesseract-runtime` it behaves as upstream's program.
 * @returns The exit code when the command itself decided on one.
 * @throws {TesseraError} For expected failures; the caller prints them and picks the exit code.
 */
export async function runCli(
  argv: readonly string[],
  io: CliIo,
  programName = "tessera",
): Promise<number> {
  try {
    if (baseName(programName) === UPSTREAM_NAME) return await runUpstream(argv, io);
    return await runTessera(argv, io);
  } catch (error) {
    if (error instanceof HelpShown) return EXIT.ok;
    throw error;
  }
}

async function runTessera(argv: readonly string[], io: CliIo): Promise<number> {
  const [word, ...rest] = argv;
  if (word === undefined) {
    io.writeErr(programHelp());
    return EXIT.usage;
  }
  if (word === UPSTREAM_NAME) return await runUpstream(rest, io);
  if (VERSION_WORDS.has(word)) return await runCommand("version", rest, io);
  if (!HELP_WORDS.has(word)) return await runCommand(word, rest, io);
  if (rest[0] !== undefined) return await runCommand(rest[0], ["--help"], io);
  writeOutText(io, programHelp());
  return EXIT.ok;
}

async function runUpstream(argv: readonly string[], io: CliIo): Promise<number> {
  const { runUpstreamCli } = await import("./upstream/program.ts");
  return await runUpstreamCli(argv, io);
}

async function runCommand(name: string, argv: readonly string[], io: CliIo): Promise<number> {
  const entry = COMMANDS.find((command) => command.name === name);
  if (entry === undefined) throw unknownCommand(name);
  const cli: CliContext = { io, exitCode: EXIT.ok };
  const file = await entry.load();
  const command = file.define(cli);
  command.name(`tessera ${name}`).summary(entry.summary);
  if (command.description() === "") command.description(`${entry.summary}.`);
  tame(command, (text) => writeOutText(io, text));
  await parseCommandLine(command, argv, `tessera ${name}`);
  return cli.exitCode;
}

function unknownCommand(name: string): TesseraError {
  const what = name.startsWith("-") ? "option" : "command";
  const nearest = findNearestName(name, COMMANDS.map((command) => command.name));
  const hint = nearest === undefined ? 'See "tessera --help"' : `Did you mean "${nearest}"?`;
  return new TesseraError("usage", `Cannot run "${name}": there is no such ${what}`, { hint });
}

function programHelp(): string {
  const program = new Command("tessera")
    .description("Run, check, test and serve a computation that is written as a module.")
    .configureHelp(HELP_STYLE)
    .helpOption("-h, --help", "Show this help")
    .helpCommand("help [command]", "Show the help of a command")
    .option("-V, --version", "Print the version of this program");
  for (const { name, summary } of COMMANDS) program.command(name).description(summary);
  return program.helpInformation();
}

function baseName(program: string): string {
  return program.split(/[/\\]/).at(-1)?.replace(/\.exe$/i, "") ?? "";
}
