/** Which words each command takes, from the definitions that parse them. @module */

import { type CommandUnknownOpts, Help } from "commander";
import type { CliContext } from "../command_file.ts";
import { EXIT } from "../exit.ts";
import type { CliIo } from "../io.ts";
import { COMMANDS } from "../registry.ts";
import { ENDPOINT_COMMANDS } from "../upstream/endpoint_commands.ts";

/** What may stand in the place of a value. */
export type ValueWords =
  | { readonly kind: "choices"; readonly words: readonly string[] }
  | { readonly kind: "folder" }
  | { readonly kind: "file" }
  /** A number, a duration: nothing a shell could know. */
  | { readonly kind: "other" };

/** One option. */
export interface OptionWords {
  readonly long: string;
  readonly short: string | undefined;
  readonly summary: string;
  /** What comes after it; undefined for a switch. */
  readonly value: ValueWords | undefined;
}

/** One command. */
export interface CommandWords {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionWords[];
  /** Its positional arguments, in order. */
  readonly positionals: readonly ValueWords[];
}

/** Every command of the registry, and `help`, which the program itself knows. */
export async function describeCommands(io: CliIo): Promise<CommandWords[]> {
  const cli: CliContext = { io, exitCode: EXIT.ok };
  const commands = await Promise.all(COMMANDS.map(async ({ name, summary, load }) => {
    return describe(name, summary, (await load()).define(cli));
  }));
  const names = COMMANDS.map(({ name }) => name);
  return [...commands, {
    name: "help",
    summary: "Show the help of a command",
    options: [],
    positionals: [{ kind: "choices", words: names }],
  }];
}

function describe(name: string, summary: string, command: CommandUnknownOpts): CommandWords {
  if (command.commands.length > 0) return describeGroup(name, summary, command);
  const options = new Help().visibleOptions(command).flatMap((option): OptionWords[] => {
    const { long, short, description } = option;
    if (long === undefined || long === null) return [];
    const takesValue = option.required || option.optional;
    const value = takesValue ? valueOf(option.flags, option.argChoices) : undefined;
    return [{ long, short: short ?? undefined, summary: description, value }];
  });
  const positionals = command.registeredArguments
    .map((argument) => valueOf(argument.name(), argument.argChoices));
  return { name, summary, options, positionals };
}

/** A group is completed as one command: its first word is a subcommand, its options are those of all of them. */
function describeGroup(name: string, summary: string, group: CommandUnknownOpts): CommandWords {
  const parts = group.commands.map((part) => describe(part.name(), part.summary(), part));
  const options = new Map(
    parts.flatMap((part) => part.options.map((option) => [option.long, option])),
  );
  const words = parts.map((part) => part.name);
  return {
    name,
    summary,
    options: [...options.values()],
    positionals: [{ kind: "choices", words }],
  };
}

/** @param label The placeholder in the help text, which says what is meant: `--output-path <folder>`. */
function valueOf(label: string, choices: readonly string[] | undefined): ValueWords {
  if (choices !== undefined) return { kind: "choices", words: choices };
  if (label === "ENDPOINT") {
    const names = ENDPOINT_COMMANDS.flatMap(({ endpoint }) => endpoint === null ? [] : [endpoint]);
    return { kind: "choices", words: [...new Set([...names, "health"])] };
  }
  if (/<folder>|^FOLDER$/.test(label)) return { kind: "folder" };
  // ids of jobs would have to be looked up
  if (label === "JOB") return { kind: "other" };
  if (/<file>|^[A-Z]+$/.test(label)) return { kind: "file" };
  return { kind: "other" };
}
