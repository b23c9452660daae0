/** Finds out where the server in a job will say that it listens. @module */

import path from "node:path";
import { ANNOUNCE_LABEL } from "../../jobs/serving/serving_files.ts";

const FLAG = "--announce";

/**
 * The label for a command that has `--announce FILE`, as `tessera serve` has; nothing for any other.
 *
 * @param workdir Where the command runs: FILE may be relative to it.
 */
export function announceLabel(
  command: readonly string[],
  workdir: string,
): Record<string, string> {
  const at = command.indexOf(FLAG);
  const attached = command.find((word) => word.startsWith(`${FLAG}=`))?.slice(FLAG.length + 1);
  const file = at < 0 ? attached : command[at + 1];
  return file === undefined ? {} : { [ANNOUNCE_LABEL]: path.resolve(workdir, file) };
}
