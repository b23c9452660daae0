/** How a sweep is worked on: what may differ from one start of it to the next. @module */

import * as z from "zod/mini";
import { TesseraError } from "../../core/errors.ts";
import { replaceJson, type SweepFolder } from "./folder.ts";

/** What the last command asked for; workers on other machines read it. */
export const SweepSettings = z.strictObject({
  /** How often a point that fails is tried again. */
  retries: z.int().check(z.nonnegative()),
  /** A point that takes longer has failed; null: none does. */
  timeoutMs: z.nullable(z.number().check(z.positive())),
  /** The sweep stops when so many points have failed; null: it never does. */
  maxFailures: z.nullable(z.int().check(z.positive())),
  /** Points at a time in each process; null: as many as there are cores. */
  numWorkers: z.nullable(z.int().check(z.positive())),
  /** Interpreter of a module in Python. */
  python: z.nullable(z.string()),
  /** Devices to deal to the workers of a module in Python. */
  gpus: z.nullable(z.string()),
  /** File with the token of a served module. */
  tokenFile: z.nullable(z.string()),
});
/** What the last command asked for. */
export type SweepSettings = z.infer<typeof SweepSettings>;

/** What holds where nobody asked for anything. */
export const DEFAULT_SETTINGS: SweepSettings = {
  retries: 1,
  timeoutMs: null,
  maxFailures: null,
  numWorkers: null,
  python: null,
  gpus: null,
  tokenFile: null,
};

/** The settings of a sweep: those of its last start under what is asked for now, kept for its workers. */
export async function keepSettings(
  folder: SweepFolder,
  asked: Partial<SweepSettings>,
): Promise<SweepSettings> {
  const settings = { ...await readSettings(folder), ...asked };
  await replaceJson(folder.settings, settings);
  return settings;
}

/**
 * The settings of a sweep's last start.
 *
 * @throws {TesseraError} `bad_input` when the file is something else.
 */
export async function readSettings({ settings: path }: SweepFolder): Promise<SweepSettings> {
  try {
    return SweepSettings.parse(JSON.parse(await Deno.readTextFile(path)));
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return DEFAULT_SETTINGS;
    throw new TesseraError("bad_input", `Cannot read "${path}"`, {
      hint: "Remove it to go on with the usual settings",
      cause,
    });
  }
}
