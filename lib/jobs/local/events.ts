/** What the watchers of a local job wrote down: its tasks' starts and ends. @module */

/** A task that was started. */
export interface TaskStart {
  /** The process that runs the command; also the number of its process group. */
  readonly pid: number;
  readonly startTicks: string;
  readonly atMs: number;
}

/** A task that has ended. */
export interface TaskEnd {
  readonly exitCode: number;
  /** `exited`, `cancelled`, `timed_out`, `unwatched`. */
  readonly cause: string;
  readonly atMs: number;
}

/** Tasks by index; `-` is the only one of a job without an array. */
export interface TaskEvents {
  readonly starts: ReadonlyMap<string, TaskStart>;
  readonly ends: ReadonlyMap<string, TaskEnd>;
}

/** Reads the lines of the file; an unfinished last line is left for later. */
export function parseEvents(text: string): TaskEvents {
  const starts = new Map<string, TaskStart>();
  const ends = new Map<string, TaskEnd>();
  for (const line of text.slice(0, text.lastIndexOf("\n") + 1).split("\n")) {
    const [what, index = "", first = "", second = "", sec] = line.split(" ");
    const atMs = Number(sec) * 1_000;
    if (what === "start") starts.set(index, { pid: Number(first), startTicks: second, atMs });
    if (what === "end") ends.set(index, { exitCode: Number(first), cause: second, atMs });
  }
  return { starts, ends };
}
