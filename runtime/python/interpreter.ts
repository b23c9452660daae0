/** Which Python runs a module. @module */

import { join } from "node:path";

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
