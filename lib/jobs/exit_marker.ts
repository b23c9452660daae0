/**
 * The file that a job's own script leaves when it ends: the one record that outlives missing accounting, a
 * scheduler that forgot the job, and a machine that restarted.
 *
 * One line: `CODE HOST END [CAUSE]`, END in epoch seconds; written under another name and renamed, so it is
 * whole or not there.
 *
 * @module
 */

import { join } from "node:path";

/** Name of the marker in the job's folder. */
export const EXIT_MARKER = "exit";

/** How a job ended, as its script saw it. */
export interface ExitMarker {
  /** What the command ended with; above 128: that a signal ended it, as shells count. */
  readonly exitCode: number;
  readonly host: string;
  readonly endedMs: number;
  /** Why it ended, if not by itself; a word of the backend that wrote it. */
  readonly cause?: string;
}

const LINE = /^(\d+) (\S+) (\d+)(?: (\S+))?\n?$/;

/** Reads the text of a marker; nothing for text that is none. */
export function parseExitMarker(text: string): ExitMarker | undefined {
  const [, code, host, endedSec, cause] = LINE.exec(text) ?? [];
  if (code === undefined || host === undefined) return undefined;
  return {
    exitCode: Number(code),
    host,
    endedMs: Number(endedSec) * 1_000,
    ...(cause === undefined ? {} : { cause }),
  };
}

/** The marker in a job's folder, if the job has ended and left one. */
export async function readExitMarker(folder: string): Promise<ExitMarker | undefined> {
  try {
    return parseExitMarker(await Deno.readTextFile(join(folder, EXIT_MARKER)));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** The signal that an exit code of a shell stands for, if it stands for one. */
export function signalOf(exitCode: number): number | undefined {
  return exitCode > 128 && exitCode <= 128 + 64 ? exitCode - 128 : undefined;
}
