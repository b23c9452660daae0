/** Which Python runs a module. @module */

import { join } from "node:path";
import { TesseraError } from "../../lib/core/errors.ts";

/** An interpreter, and why it was chosen, for messages. */
export interface Interpreter {
  /** A path, or a name to look up in PATH. */
  readonly command: string;
  /** `--python`, `$VIRTUAL_ENV`, `$CONDA_PREFIX` or `PATH`. */
  readonly chosenBy: string;
}

/**
 * The interpreter that was named, else that of the active environment, else `python3`.
 *
 * @param named What `--python` gave.
 * @param env Environment variables.
 */
export function findInterpreter(
  named: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Interpreter {
  if (named !== undefined) return { command: named, chosenBy: "--python" };
  for (const variable of ["VIRTUAL_ENV", "CONDA_PREFIX"]) {
    const folder = env[variable];
    if (folder === undefined || folder === "") continue;
    return { command: join(folder, "bin", "python"), chosenBy: `$${variable}` };
  }
  return { command: "python3", chosenBy: "PATH" };
}

/**
 * Starts it; what it writes to stderr goes to that of this process, and its stdout is the caller's to read.
 *
 * @throws {TesseraError} `unavailable` when it is not there, or cannot be run.
 */
export function spawnPython(
  { command, chosenBy }: Interpreter,
  options: Pick<Deno.CommandOptions, "args" | "env" | "stdin">,
): Deno.ChildProcess {
  try {
    return new Deno.Command(command, { ...options, stdout: "piped", stderr: "inherit" }).spawn();
  } catch (cause) {
    throw new TesseraError(
      "unavailable",
      `Cannot start Python: "${command}" (${chosenBy}) cannot be run`,
      { hint: "Name the interpreter with --python, or activate its environment", cause },
    );
  }
}
