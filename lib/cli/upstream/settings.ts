/** What holds for every command of upstream's program, read from a command line and the environment. @module */

import { isPython, locateModule } from "../../../runtime/module/locate.ts";
import type { ConfigLayer } from "../../../runtime/config/settings.ts";
import type { ConfigOptionValues } from "../config_options.ts";
import type { CliIo } from "../io.ts";
import { writeNote } from "../output.ts";
import { findIneffective, pythonVariables, upstreamLayer } from "./options.ts";

/** What is asked for, whatever the command. */
export interface UpstreamSettings {
  readonly layer: ConfigLayer;
  /** The interpreter that was named for a module in Python. */
  readonly python: string | undefined;
  /** What only a Python process heeds, as the variables that it reads. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Reads the settings, and tells what of them has no effect on the module in hand.
 *
 * @param options What commander gathered.
 * @throws {TesseraError} As `upstreamLayer`.
 */
export async function readSettings(
  options: ConfigOptionValues & { readonly python?: string | undefined },
  io: CliIo,
): Promise<UpstreamSettings> {
  const given = { ...options };
  const ineffective = await hasPythonModule(io) ? [] : findIneffective(io.env, given);
  for (const name of ineffective) writeNote(io, `Note: ${name} has no effect in this runtime`);
  return {
    layer: upstreamLayer(io.env, options),
    python: options.python,
    variables: pythonVariables(io.env, given),
  };
}

/** The settings that matter to help, which is made before the command line is read. */
export function settingsForHelp(argv: readonly string[], { env }: CliIo): UpstreamSettings {
  const at = argv.findIndex((argument) => /^--python(?:=|$)/.test(argument));
  const python = argv[at]?.includes("=") ? argv[at]?.slice("--python=".length) : argv[at + 1];
  return {
    layer: upstreamLayer(env, {}),
    python: at === -1 ? undefined : python,
    variables: {},
  };
}

async function hasPythonModule({ env }: CliIo): Promise<boolean> {
  try {
    return isPython(await locateModule(undefined, env));
  } catch {
    return false; // the command itself will say what is wrong
  }
}
