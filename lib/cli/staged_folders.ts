/** Input and output folders on remote storage: brought here before a call, sent back after it. @module */

import path from "node:path";
import type { ConfigLayer } from "../../runtime/config/settings.ts";
import { TesseraError } from "../core/errors.ts";
import { formatSizeBytes } from "../core/size.ts";
import { isRemote, redactLocation } from "../storage/location.ts";
import type { OnProgress, TransferProgress } from "../storage/progress.ts";
import { formatFailure } from "./error_text.ts";
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

/** What of the folders is wanted. */
export interface StageWishes {
  /** Whether the input folder is; otherwise an empty one stands for a remote one. @default true */
  readonly inputs?: boolean | undefined;
  /** Ends the copying, which then throws its reason; without it, Ctrl-C does. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Copies a remote input folder to this machine and makes a local stand-in for a remote output folder.
 * Both are removed when the result is disposed, and when the copying is interrupted.
 *
 * @throws {StorageError} When the input cannot be had.
 * @throws {TesseraError} `interrupted` after Ctrl-C.
 */
export async function stageFolders(
  layer: ConfigLayer,
  io: CliIo,
  { inputs = true, signal }: StageWishes = {},
): Promise<StagedFolders> {
  const { inputPath, outputPath } = layer;
  const remoteInput = inputPath !== undefined && isRemote(inputPath) ? inputPath : undefined;
  const remoteOutput = outputPath !== undefined && isRemote(outputPath) ? outputPath : undefined;
  if (remoteInput === undefined && remoteOutput === undefined) return unstaged(layer);
  const folder = await Deno.makeTempDir({ prefix: "tessera-staged-" });
  const remove = () => Deno.remove(folder, { recursive: true });
  const [input, output] = [path.join(folder, "input"), path.join(folder, "output")];
  try {
    if (remoteInput !== undefined && inputs) await bringIn(remoteInput, input, { io, signal });
    else await Deno.mkdir(input);
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
      if (remoteOutput !== undefined) await sendOut(output, remoteOutput, { io });
    },
    [Symbol.asyncDispose]: remove,
  };
}

/**
 * Stages folders, lends them, and sends what is in the output folder to where it belongs: also after a failure,
 * because the log in it says why.
 *
 * @throws {TesseraError} Those of `use`, `stageFolders` and, where `use` succeeded, `deliver`.
 */
export async function withStagedFolders<Result>(
  layer: ConfigLayer,
  io: CliIo,
  use: (layer: ConfigLayer) => Promise<Result>,
  wishes: StageWishes = {},
): Promise<Result> {
  await using staged = await stageFolders(layer, io, wishes);
  let result: Result;
  try {
    result = await use(staged.layer);
  } catch (error) {
    await staged.deliver().catch((second) => {
      if (!(second instanceof TesseraError)) throw second;
      io.writeErr(formatFailure(second));
    });
    throw error;
  }
  await staged.deliver();
  return result;
}

function unstaged(layer: ConfigLayer): StagedFolders {
  return {
    layer,
    deliver: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Who is told of a transfer, and who ends it. */
interface Transfer {
  readonly io: CliIo;
  readonly signal?: AbortSignal | undefined;
}

async function bringIn(location: string, folder: string, transfer: Transfer): Promise<void> {
  const { stageIn } = await import("../storage/mod.ts");
  const what = `read "${redactLocation(location)}"`;
  await shown(what, transfer, (options) => stageIn(location, folder, options));
}

async function sendOut(folder: string, location: string, transfer: Transfer): Promise<void> {
  const { stageOut } = await import("../storage/mod.ts");
  const what = `write "${redactLocation(location)}"`;
  await shown(what, transfer, (options) => stageOut(folder, location, options));
}

/** Runs a transfer with a line that says how far it is. */
async function shown(
  what: string,
  { io, signal = io.signal }: Transfer,
  run: (options: { onProgress: OnProgress; signal: AbortSignal }) => Promise<void>,
): Promise<void> {
  // a signal of the caller's has its own listener
  using _interrupts = signal === io.signal ? io.catchInterrupts() : undefined;
  using line = progressLine(io);
  const onProgress: OnProgress = (progress) => line.update(() => `${what}: ${told(progress)}`);
  try {
    await run({ onProgress, signal });
  } catch (error) {
    if (!io.signal.aborted) throw error;
    throw new TesseraError("interrupted", `Cannot ${what}: it was interrupted`);
  }
}

function told({ doneFiles, totalFiles, doneBytes, totalBytes }: TransferProgress): string {
  const size = totalBytes === undefined ? "" : ` of ${formatSizeBytes(totalBytes)}`;
  return `${doneFiles} of ${totalFiles} files, ${formatSizeBytes(doneBytes)}${size}`;
}
