/** The folder of a sweep: who made it, what it is, and where its parts are. @module */

import { basename, join } from "node:path";
import { TesseraError } from "../../core/errors.ts";
import { unwritable } from "../../core/unwritable.ts";
import { writeAtomically } from "../atomic_file.ts";
import { parseDescription, refuseOther, type SweepDescription } from "./description.ts";
import { writeUnlessThere } from "./exclusive_file.ts";
import { readOverFile, readPoints } from "./over_file.ts";
import type { Points } from "./points.ts";
import { isFullDisk, writeFailure } from "./write_failure.ts";

const DESCRIPTION_FILE = "sweep.json";
/** More than a worker's last piece of a line takes. */
const PROBE_BYTES = 64 * 1024;

/** Where the parts of a sweep's folder are. */
export class SweepFolder {
  /** Absolute path. */
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** What the sweep is. */
  get description(): string {
    return join(this.path, DESCRIPTION_FILE);
  }
  /** Who works on which block. */
  get claims(): string {
    return join(this.path, "claims");
  }
  /** What each worker found, while the sweep goes on. */
  get parts(): string {
    return join(this.path, "parts");
  }
  /** All results in order, once the sweep is complete. */
  get results(): string {
    return join(this.path, "results.jsonl");
  }
  /** What the last command asked for. */
  get settings(): string {
    return join(this.path, "settings.json");
  }
  /** The job that was submitted for it. */
  get job(): string {
    return join(this.path, "job.json");
  }
}

/** An open sweep. */
export interface OpenSweep {
  readonly folder: SweepFolder;
  readonly sweep: SweepDescription;
  readonly points: Points;
  /** Whether the folder was there already. */
  readonly isResumed: boolean;
}

/**
 * Makes a folder for a sweep, or opens the one that is there, if it is of the same sweep. Of several processes
 * that do so at once, one makes it and the others find it.
 *
 * @param wanted `over.copy` names the copy of the file of points.
 * @param overText What the copy holds.
 * @throws {TesseraError} `bad_input` when the folder holds another sweep, `unavailable` when it cannot be written.
 */
export async function createSweep(
  path: string,
  wanted: SweepDescription,
  overText: string,
): Promise<OpenSweep> {
  const folder = new SweepFolder(path);
  const made: string[] = [];
  let isMade: boolean;
  try {
    for (const each of [path, folder.claims, folder.parts]) {
      if (await makeFolder(each)) made.push(each);
    }
    await refuseWithoutLinks(folder);
    const copy = join(path, wanted.over.copy);
    if (await writeUnlessThere(copy, overText)) made.push(copy);
    isMade = await writeUnlessThere(folder.description, `${JSON.stringify(wanted, null, 2)}\n`);
  } catch (cause) {
    // one that somebody else has put something into by now is not empty, and stays
    for (const each of made.toReversed()) await Deno.remove(each).catch(() => {});
    if (cause instanceof TesseraError) throw cause;
    throw unwritable(`Cannot make the folder of the sweep, "${path}"`, cause);
  }
  const opened = await openSweep(path);
  refuseOther({ wanted, found: opened.sweep, folder: path });
  return { ...opened, isResumed: !isMade };
}

/**
 * Opens the folder of a sweep.
 *
 * @throws {TesseraError} `not_found` when it is none, `bad_input` when it was tampered with.
 */
export async function openSweep(path: string): Promise<OpenSweep> {
  const folder = new SweepFolder(path);
  let text: string;
  try {
    text = await Deno.readTextFile(folder.description);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound) && !(cause instanceof Deno.errors.NotADirectory)) {
      throw cause;
    }
    throw new TesseraError("not_found", `Cannot open "${path}": found no sweep there`, {
      hint: `Name the folder that holds ${DESCRIPTION_FILE}`,
    });
  }
  const sweep = parseDescription(text, folder.description);
  const copy = join(path, basename(sweep.over.copy));
  const overText = await readOverFile(copy);
  const points = readPoints(copy, overText);
  if (points.count === sweep.count && await sha256(overText) === sweep.over.sha256) {
    return { folder, sweep, points, isResumed: true };
  }
  throw new TesseraError("bad_input", `Cannot go on in "${path}": "${copy}" was changed`, {
    hint: "Put the old content back, or start another sweep with the new one",
  });
}

/** Removes what {@linkcode createSweep} made, unless somebody has results by now; other files are left alone. */
export async function discardSweep({ folder, sweep }: OpenSweep): Promise<void> {
  for await (const { name } of Deno.readDir(folder.parts)) {
    if ((await Deno.stat(join(folder.parts, name))).size > 0) return;
  }
  const made = [folder.description, folder.settings, join(folder.path, sweep.over.copy)];
  for (const path of [...made, folder.parts, folder.claims]) {
    await Deno.remove(path, { recursive: true }).catch(ignoreMissing);
  }
  await Deno.remove(folder.path).catch(() => {}); // is not empty: something else is in it
}

/** Whether it was not there before. */
async function makeFolder(path: string): Promise<boolean> {
  const isThere = await Deno.stat(path).then(() => true, () => false);
  await Deno.mkdir(path, { recursive: true });
  return !isThere;
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

/** SHA-256 of a text, in hexadecimal. */
export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex();
}

/**
 * Replaces a JSON file of the folder.
 *
 * @throws {TesseraError} `unavailable` when it cannot be written; the file that was there before is there then.
 */
export async function replaceJson(path: string, value: unknown): Promise<void> {
  try {
    await writeAtomically(path, `${JSON.stringify(value, null, 2)}\n`);
  } catch (cause) {
    throw writeFailure(path, cause);
  }
}

/**
 * Finds out whether a full disk is why the tasks of a sweep's job have ended: then their logs may not say so.
 *
 * @throws {TesseraError} `unavailable` when there is no space for more results.
 */
export async function requireSpace({ path }: SweepFolder): Promise<void> {
  const probe = join(path, `.${crypto.randomUUID()}.part`);
  try {
    await Deno.writeFile(probe, new Uint8Array(PROBE_BYTES));
  } catch (cause) {
    throw writeFailure(path, cause);
  } finally {
    await Deno.remove(probe).catch(ignoreMissing);
  }
}

/** Claims are links: found out here, not by the first worker. */
async function refuseWithoutLinks({ claims }: SweepFolder): Promise<void> {
  const name = join(claims, `.${crypto.randomUUID()}`);
  await Deno.writeTextFile(name, "");
  try {
    await Deno.link(name, `${name}-link`);
    await Deno.remove(`${name}-link`);
  } catch (cause) {
    if (isFullDisk(cause)) throw cause;
    throw new TesseraError(
      "unavailable",
      `Cannot sweep in "${claims}": its file system has no links`,
      {
        hint: "Choose a folder on another file system with --output-path",
        cause,
      },
    );
  } finally {
    await Deno.remove(name);
  }
}
