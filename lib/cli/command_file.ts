/**
 * The shape of a command: light data first, the work behind a dynamic import.
 *
 * A command's file in `commands/` defines names, options and help with commander and nothing else;
 * what it does is in `actions/` and is imported when it runs, so that help and mistakes cost no
 * more than the program's start.
 *
 * @module
 */

import type { CommandUnknownOpts } from "commander";
import type { CliIo } from "./io.ts";

/** What commands are given. */
export interface CliContext {
  readonly io: CliIo;
  /** What the process will end with; actions set it through {@linkcode runs}. */
  exitCode: number;
}

/** What a file in `commands/` exports. */
export interface CommandFile {
  /** The command with its arguments, options and action. */
  define(cli: CliContext): CommandUnknownOpts;
}

/** One line of a registry. */
export interface CommandEntry {
  /** The word on the command line. */
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Imports the command's file. */
  load(): Promise<CommandFile>;
}

/** Turns an action that returns an exit code into one for commander. */
export function runs<Args extends unknown[]>(
  cli: CliContext,
  act: (...args: Args) => Promise<number>,
): (...args: Args) => Promise<void> {
  return async (...args) => {
    cli.exitCode = await act(...args);
  };
}
