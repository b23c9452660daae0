/** Input and output folders on remote storage: brought here before a call, sent back after it. @module */

import path from "node:path";
import type { ConfigLayer } from "../../runtime/config/settings.ts";
import { formatSizeBytes } from "../core/size.ts";
import { isRemote, redactLocation } from "../storage/location.ts";
import type { TransferProgress } from "../storage/progress.ts";
import type { CliIo } from "./io.ts";
import { progressLine } from "./progress_line.ts";

/** Folders of a run as this machine has them. */
export interface StagedFolders extends AsyncDisposable {
  /** The layer with local folders in place of remote ones. */
  readonly layer: ConfigLayer;
  /**
   * Sends what the output folder holds to where it belongs; does nothing when that is here.
   *
   * @throws {StorageError} When not everything could be sent.
   */
  deliver(): Promise<void>;
}

/**
 * Copies a remote input folder to this machine and makes a local stand-in for a remote output folder.
 * Both are removed when the result is disposed.
 *
 * @throws {StorageError} When the input cannot be had.
 */
export async function stageFolders(layer: ConfigLayer, io: CliIo): Promise<StagedFolders> {
  const { inputPath, outputPath } = layer;
  const remoteInput = inputPath !== undefined && isRemote(inputPath) ? inputPath : undefined;
  const remoteOutput = outputPath !== undefined && isRemote(outputPath) ? outputPath : undefined;
  if (remoteInput === undefined && remoteOutput === undefined) return unstaged(layer);
  const folder = await Deno.makeTempDir({ prefix: "tessera-staged-" });
  const remove = () => Deno.remove(folder, { recursive: true });
  const [input, output] = [path.join(folder, "input"), path.join(folder, "output")];
  try {
    if (remoteInput !== undefined) await bringIn(remoteInput, input, io);
    await Deno.mkdir(output);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    layer: {
      ...layer,
      ...(remoteInput === undefined ? {} : { inputPath: input }),
      ...(remoteOutput === undefined ? {} : { outputPath: output }),
    },
    deliver: async () => {
      if (remoteOutput !== undefined) await sendOut(output, remoteOutput, io);
    },
    [Symbol.asyncDispose]: remove,
  };
}

function unstaged(layer: ConfigLayer): StagedFolders {
  return {
    layer,
    deliver: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function bringIn(location: string, folder: string, io: CliIo): Promise<void> {
  const { stageIn } = await import("../storage/mod.ts");
  using line = progressLine(io);
  const what = `Reading ${redactLocation(location)}`;
  await stageIn(location, folder, {
    onProgress: (progress) => line.update(() => `${what}: ${shown(progress)}`),
  });
}

async function sendOut(folder: string, location: string, io: CliIo): Promise<void> {
  const { stageOut } = await import("../storage/mod.ts");
  using line = progressLine(io);
  const what = `Writing ${redactLocation(location)}`;
  await stageOut(folder, location, {
    onProgress: (progress) => line.update(() => `${what}: ${shown(progress)}`),
  });
}

function shown({ doneFiles, totalFiles, doneBytes, totalBytes }: TransferProgress): string {
  const size = totalBytes === undefined ? "" : ` of ${formatSizeBytes(totalBytes)}`;
  return `${doneFiles} of ${totalFiles} files, ${formatSizeBytes(doneBytes)}${size}`;
}
