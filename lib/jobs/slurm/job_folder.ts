/** Where things are in a job's folder. Logs and markers of an array's tasks have a folder of their own. @module */

import { join } from "node:path";
import { EXIT_MARKER } from "../exit_marker.ts";

/** Paths of one job, or of one task of an array. */
export interface JobFolder {
  readonly stdout: string;
  readonly stderr: string;
  /** What the script leaves when it begins. */
  readonly startMarker: string;
  /** What the script leaves when it ends. */
  readonly exitMarker: string;
}

/** The rendered script. */
export function scriptPath(folder: string): string {
  return join(folder, "script.sh");
}

/** Variables that must not be seen; only its owner may read it. */
export function secretsPath(folder: string): string {
  return join(folder, "secrets.sh");
}

/** Logs and markers of an array's tasks. */
export function tasksFolder(folder: string): string {
  return join(folder, "tasks");
}

/**
 * The paths of a job, or of a task of an array.
 *
 * @param task Its index, or what stands for it: `%a` in sbatch's file names, a variable in the script.
 */
export function jobFolder(folder: string, task?: number | string): JobFolder {
  const path = (name: string) =>
    task === undefined ? join(folder, name) : `${tasksFolder(folder)}/${task}.${name}`;
  return {
    stdout: path("stdout"),
    stderr: path("stderr"),
    startMarker: path("start"),
    exitMarker: path(EXIT_MARKER),
  };
}
