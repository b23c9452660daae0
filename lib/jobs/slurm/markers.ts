/** What a job's script left in the job's folder. @module */

import { type ExitMarker, parseExitMarker } from "../exit_marker.ts";
import { readIfThere } from "../../core/read_if_there.ts";
import { jobFolder, tasksFolder } from "./job_folder.ts";

/** That a script began. */
export interface StartMarker {
  /** The job's number; an array's common one. */
  readonly number: string;
  readonly host: string;
  readonly startedMs: number;
  /** How often the job had been started again by then. */
  readonly restarts: number;
}

/** The markers of a job, or of one task. */
export interface Markers {
  readonly start?: StartMarker;
  readonly exit?: ExitMarker;
}

/** Reads the markers of a job, or of one task of an array. */
export async function readMarkers(folder: string, task?: number): Promise<Markers> {
  const paths = jobFolder(folder, task);
  const [start, exit] = await Promise.all([
    readIfThere(paths.startMarker),
    readIfThere(paths.exitMarker),
  ]);
  return {
    ...present("start", start === undefined ? undefined : parseStartMarker(start)),
    ...present("exit", exit === undefined ? undefined : parseExitMarker(exit)),
  };
}

/** Which tasks of an array left which marker, from one look into their folder. */
export async function listTaskMarkers(
  folder: string,
): Promise<{ started: Set<number>; ended: Set<number> }> {
  const found = { started: new Set<number>(), ended: new Set<number>() };
  try {
    for await (const { name } of Deno.readDir(tasksFolder(folder))) {
      const [, index, kind] = /^(\d+)\.(start|exit)$/.exec(name) ?? [];
      if (index === undefined) continue;
      (kind === "start" ? found.started : found.ended).add(Number(index));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return found;
}

/** Reads `NUMBER HOST START RESTARTS`; nothing for text that is not of this form. */
export function parseStartMarker(text: string): StartMarker | undefined {
  const [, number, host, sec, restarts] = /^(\d+) (\S+) (\d+) (\d+)\n?$/.exec(text) ?? [];
  if (number === undefined || host === undefined) return undefined;
  return { number, host, startedMs: Number(sec) * 1_000, restarts: Number(restarts) };
}

function present<Name extends string, T>(name: Name, value: T | undefined): { [N in Name]?: T } {
  return value === undefined ? {} : { [name]: value } as { [N in Name]?: T };
}
