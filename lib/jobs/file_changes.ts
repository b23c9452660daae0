/** Tells when files in a folder may have changed. @module */

import { pause } from "../storage/retry.ts";
import type { FolderChanges } from "./log_files.ts";

/**
 * Changes that another machine makes are not told on a network file system, so the folder is looked at now and
 * then as well: after 0.1 s, and ever more rarely, down to every 5 s, while nothing comes.
 */
const FIRST_PAUSE_MS = 100;
/** A program that prints without a pause would have us look without one. */
const MIN_PAUSE_MS = 20;
const MAX_PAUSE_MS = 5_000;

/** Watches a folder until disposed. */
export function fileChanges(folder: string, signal?: AbortSignal): FolderChanges {
  let hasChanged = false;
  let wake = () => {};
  let pauseMs = FIRST_PAUSE_MS;
  const watcher = watch(folder, () => {
    hasChanged = true;
    wake();
  });
  return {
    async next(isQuiet) {
      pauseMs = isQuiet ? Math.min(MAX_PAUSE_MS, pauseMs * 2) : FIRST_PAUSE_MS;
      await pause(MIN_PAUSE_MS, signal);
      if (!hasChanged) {
        const change = new AbortController();
        wake = () => change.abort();
        await pauseUntil(pauseMs, change.signal, signal);
      }
      hasChanged = false;
    },
    [Symbol.dispose]: () => watcher?.close(),
  };
}

/** Waits, but no longer than until a change. */
async function pauseUntil(
  pauseMs: number,
  change: AbortSignal,
  signal: AbortSignal | undefined,
): Promise<void> {
  const either = signal === undefined ? change : AbortSignal.any([change, signal]);
  try {
    await pause(pauseMs, either);
  } catch (error) {
    signal?.throwIfAborted();
    if (!change.aborted) throw error;
  }
}

/** Nothing where the system has no watches left, or the folder is gone: then looking now and then must do. */
function watch(folder: string, onChange: () => void): Deno.FsWatcher | undefined {
  try {
    const watcher = Deno.watchFs(folder, { recursive: false });
    void (async () => {
      for await (const { kind } of watcher) {
        if (kind !== "access") onChange();
      }
    })().catch(() => {}); // a watch that ends early is one that tells nothing
    return watcher;
  } catch {
    return undefined;
  }
}
