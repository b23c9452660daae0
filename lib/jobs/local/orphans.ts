/** Commands whose watcher was killed: found, and ended when their job is cancelled. @module */

import { hostname } from "node:os";
import { join } from "node:path";
import { writeAtomically } from "../atomic_file.ts";
import { EXIT_MARKER } from "../exit_marker.ts";
import type { SubmittedJob } from "../submitter.ts";
import type { TaskEvents, TaskStart } from "./events.ts";
import { limitsOf } from "./limits.ts";
import { isRunning } from "./process_identity.ts";

const LOOK_MS = 100;
/** 128 + SIGTERM. */
const TERMINATED = 143;

/** The commands of tasks that have not ended as far as anybody saw, and still run. */
export async function findOrphans({ starts, ends }: TaskEvents): Promise<TaskStart[]> {
  const orphans: TaskStart[] = [];
  for (const [index, start] of starts) {
    if (!ends.has(index) && await isRunning(start.pid, start.startTicks)) orphans.push(start);
  }
  return orphans;
}

/** Does what the watcher would have done: ends the groups, kills what is left, leaves the marker. */
export async function endOrphans(job: SubmittedJob, events: TaskEvents): Promise<void> {
  const orphans = await findOrphans(events);
  for (const { pid } of orphans) signalGroup(pid, "SIGTERM");
  const untilMs = performance.now() + limitsOf(job.spec).graceSec * 1_000;
  while (performance.now() < untilMs && (await findOrphans(events)).length > 0) {
    await new Promise((wake) => setTimeout(wake, LOOK_MS));
  }
  for (const { pid } of await findOrphans(events)) signalGroup(pid, "SIGKILL");
  const endSec = Math.floor(Date.now() / 1_000);
  const marker = `${TERMINATED} ${hostname()} ${endSec} cancelled\n`;
  await writeAtomically(join(job.folder, EXIT_MARKER), marker);
}

function signalGroup(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(-pid, signal);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
