/** What `tessera sweep --worker` does: a task of a sweep's array job. @module */

import { resolve } from "node:path";
import { openSweep } from "../../../jobs/sweep/folder.ts";
import { readSettings } from "../../../jobs/sweep/settings.ts";
import { EXIT } from "../../exit.ts";
import type { CliIo } from "../../io.ts";
import { writeNote } from "../../output.ts";
import { grouped } from "./progress.ts";
import { stopSignals } from "./stop_signals.ts";
import { workOnSweep } from "./work.ts";

/**
 * Works on a sweep until nothing is left to take. Points that fail are no failure of the task.
 *
 * @returns 0, also when somebody else does the rest; 130 when it was told to stop before that.
 */
export async function sweepWorker(path: string, io: CliIo): Promise<number> {
  const open = await openSweep(resolve(path));
  const settings = await readSettings(open.folder);
  using stop = stopSignals(io);
  writeNote(io, `Working on ${grouped(open.sweep.count)} points in ${open.folder.path}`);
  const { kind, tally } = await workOnSweep(open, {
    settings,
    io,
    signal: stop.signal,
    retryFailed: false,
    isKeeper: false,
  });
  await tally.look();
  writeNote(io, `${grouped(tally.done)} of ${grouped(open.sweep.count)} points are done: ${kind}`);
  return kind === "interrupted" ? EXIT.interrupted : EXIT.ok;
}
