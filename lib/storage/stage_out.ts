/** Bringing files of this machine to a remote place. @module */

import path from "node:path";
import { forEachParallel } from "./parallel.ts";
import { ProgressMeter } from "./progress.ts";
import { openStorage } from "./registry.ts";
import { DEFAULT_RETRY, retry } from "./retry.ts";
import type { StageOptions } from "./stage_in.ts";
import { cannot, StorageError } from "./storage_error.ts";

/**
 * Copies everything below a local folder to a remote one. Every file is whole or not there; of the folder, those
 * that came before a failure stay. Links are followed.
 *
 * @throws {StorageError} of the scheme; it says how many files had been written.
 */
export async function stageOut(
  localFolder: string,
  location: string,
  options: StageOptions = {},
): Promise<void> {
  const folder = path.resolve(localFolder);
  const { onProgress, signal, ...openOptions } = options;
  await using remote = await openStorage(location, openOptions);
  await using local = await openStorage(folder);
  const files = await Array.fromAsync(local.list(folder, { signal }));
  const meter = new ProgressMeter(files, onProgress);
  const policy = openOptions.retry ?? DEFAULT_RETRY;
  let doneFiles = 0;
  try {
    await forEachParallel(
      files,
      { limit: remote.parallelTransfers, signal },
      async (file, signal) => {
        const target = remote.join(location, file.name);
        // Writing is all or nothing, so it may be repeated as a whole.
        await retry(
          async () => {
            const { body, sizeBytes } = await local.read(path.join(folder, file.name), { signal });
            const counted = meter.count(body);
            try {
              await remote.write(target, counted.body, { sizeBytes, signal });
            } catch (error) {
              counted.takeBack();
              throw error;
            }
          },
          policy,
          signal,
        );
        doneFiles++;
        meter.endFile();
      },
    );
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    const done = `after ${doneFiles} of ${files.length} files`;
    const message = `${cannot({ verb: "stage out to", location })} ${done}: ${error.message}`;
    const { hint } = error;
    throw new StorageError(error.code, message, {
      cause: error,
      ...(hint === undefined ? {} : { hint }),
    });
  }
}
