/** Commander's behaviour, made ours: nothing exits, nothing prints by itself. @module */

import { CommanderError, type CommandUnknownOpts } from "commander";
import { TesseraError } from "../core/errors.ts";
import { findNearestName } from "../core/nearest_name.ts";
import { HELP_STYLE } from "./help_style.ts";

/** Help that was asked for has been written; there is nothing left to do. */
export class HelpShown extends Error {
  override readonly name = "HelpShown";
}

/**
 * Makes a command and those below it throw instead of ending the process, and sends help through
 * `writeHelp`.
 */
export function tame(command: CommandUnknownOpts, writeHelp: (text: string) => void): void {
  command
    .exitOverride()
    .configureOutput({ writeOut: writeHelp, writeErr: () => {}, outputError: () => {} })
    .configureHelp({ ...command.configureHelp(), ...HELP_STYLE })
    .helpOption("-h, --help", "Show this help")
    .allowExcessArguments(false);
  for (const sub of command.commands) tame(sub, writeHelp);
}

/**
 * Parses and runs.
 *
 * @param path The command as typed, such as `tessera run`, for the hint.
 * @throws {TesseraError} `usage` for a command line that does not fit; whatever the action throws.
 * @throws {HelpShown} After `--help`.
 */
export async function parseCommandLine(
  command: CommandUnknownOpts,
  argv: readonly string[],
  path: string,
): Promise<void> {
  try {
    await command.parseAsync(withoutGuessing(command, argv), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) throw new HelpShown();
    throw usageError(error, path);
  }
}

/** A value that may be left out counts only when it is attached: `--inspect TARGET` has none. */
function withoutGuessing(command: CommandUnknownOpts, argv: readonly string[]): string[] {
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  const flags = command.options.filter(({ optional }) => optional).map(({ long }) => long);
  return argv.map((text, at) => at < end && flags.includes(text) ? `${text}=` : text);
}

/** `error: unknown option '--x'\n(Did you mean --y?)` in our form. */
function usageError(error: CommanderError, path: string): TesseraError {
  const [first = "", suggestion] = error.message.split("\n");
  const found = first.replace(/^error: /, "").replace(/\.$/, "");
  const hint = /^\((.*)\)$/.exec(suggestion ?? "")?.[1] ?? nearestChoice(found) ??
    `See "${path} --help"`;
  return new TesseraError("usage", `Cannot read the command line: ${found}`, { hint });
}

/** `… argument 'jsn' is invalid. Allowed choices are json, json+base64` */
function nearestChoice(found: string): string | undefined {
  const [, given, choices] = /argument '(.*)' is invalid\. Allowed choices are (.*)$/.exec(found) ??
    [];
  if (given === undefined || choices === undefined) return undefined;
  const nearest = findNearestName(given, choices.split(", "));
  return nearest === undefined ? undefined : `Did you mean "${nearest}"?`;
}
