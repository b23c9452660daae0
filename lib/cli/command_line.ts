/** Commander's behaviour, made ours: nothing exits, nothing prints by itself. @module */

import { CommanderError, type CommandUnknownOpts } from "commander";
import { TesseraError } from "../core/errors.ts";

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
    await command.parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) throw new HelpShown();
    throw usageError(error, path);
  }
}

/** `error: unknown option '--x'\n(Did you mean --y?)` in our form. */
function usageError(error: CommanderError, path: string): TesseraError {
  const [first = "", suggestion] = error.message.split("\n");
  const found = first.replace(/^error: /, "").replace(/\.$/, "");
  const hint = /^\((.*)\)$/.exec(suggestion ?? "")?.[1] ?? `See "${path} --help"`;
  return new TesseraError("usage", `Cannot read the command line: ${found}`, { hint });
}
