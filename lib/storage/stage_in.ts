/** Bringing remote files to this machine. @module */

import path from "node:path";
import { localNameOf } from "./local_name.ts";
import { forEachParallel } from "./parallel.ts";
import { type OnProgress, ProgressMeter } from "./progress.ts";
import { type OpenOptions, openStorage } from "./registry.ts";
import type { Storage } from "./storage.ts";
import { badLocation } from "./storage_error.ts";
import { temporaryName } from "./temporary_name.ts";

/** How files are staged. */
export interface StageOptions extends OpenOptions {
  /** Told how far it is. */
  onProgress?: OnProgress | undefined;
  /** Ends it; nothing is left behind. */
  signal?: AbortSignal | undefined;
}

/**
 * Copies everything below a remote folder into a local one, which appears when all files are there. Names
 * that would lead out of the folder are refused.
 *
 * @param localFolder Missing or empty; folders above it are made.
 * @throws {StorageError} of the scheme; `bad_input` when the local folder holds something.
 */
export async function stageIn(
  location: string,
  localFolder: string,
  options: StageOptions = {},
): Promise<void> {
  const target = path.resolve(localFolder);
  const act = { verb: "stage in", location };
  if (!await isFree(target)) {
    throw badLocation(
      act,
      `the folder "${localFolder}" is not empty`,
      "Name a new or empty folder",
    );
  }
  const { onProgress, signal, ...openOptions } = options;
  await using remote = await openStorage(location, openOptions);
  await using local = await openStorage(target);
  const files = await Array.fromAsync(remote.list(location, { signal }));
  const names = files.map(({ name }) => localNameOf(act, name));
  const meter = new ProgressMeter(files, onProgress);
  const aside = path.join(path.dirname(target), temporaryName());
  try {
    await Deno.mkdir(aside, { recursive: true });
    await forEachParallel(names, { limit: remote.parallelTransfers, signal }, (name, signal) => {
      const [from, to] = [remote.join(location, name), path.join(aside, name)];
      return copy({ remote, local, meter, signal }, from, to);
    });
    await Deno.rename(aside, target);
  } catch (error) {
    await Deno.remove(aside, { recursive: true }).catch(() => {});
    throw error;
  }
}

/** Copies one remote file to a local path, which has it whole or not at all. */
export async function fetchFile(
  location: string,
  localPath: string,
  options: StageOptions = {},
): Promise<void> {
  const { onProgress, signal, ...openOptions } = options;
  await using remote = await openStorage(location, openOptions);
  await using local = await openStorage(path.resolve(localPath));
  const content = await remote.read(location, { signal });
  const meter = new ProgressMeter([content], onProgress);
  await local.write(path.resolve(localPath), meter.count(content.body).body, { signal });
  meter.endFile();
}

interface Copying {
  readonly remote: Storage;
  readonly local: Storage;
  readonly meter: ProgressMeter;
  readonly signal: AbortSignal;
}

/** Lost connections are resumed inside `read`, so this is not repeated. */
async function copy(
  { remote, local, meter, signal }: Copying,
  from: string,
  to: string,
): Promise<void> {
  const { body } = await remote.read(from, { signal });
  await local.write(to, meter.count(body).body, { signal });
  meter.endFile();
}

async function isFree(folder: string): Promise<boolean> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).length === 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return true;
    if (error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}
