/** A set of new files that is written as a whole or not at all. @module */

import { basename, dirname, join, resolve } from "node:path";
import { TesseraError } from "../core/errors.ts";

/** Texts by path below one folder. */
export type ProjectFiles = Readonly<Record<string, string>>;

/** How messages speak of the files. */
export interface ProjectWords {
  /** What they are together, such as "the module". */
  readonly what: string;
  /** What to do when some are there already. */
  readonly ifTaken: (root: string) => string;
}

const MODULE: ProjectWords = {
  what: "the module",
  ifTaken: (root) => `Name a new folder, such as "${basename(root)}-2"`,
};

/**
 * Writes files into a folder, which is made when it is missing. Nothing that exists is touched; when a file
 * cannot be written, those before it are removed again.
 *
 * @returns The folder's absolute path.
 * @throws {TesseraError} `bad_input` when one of them exists or the folder is a file; `denied` when the folder
 * cannot be written to.
 */
export async function writeProject(
  folder: string,
  files: ProjectFiles,
  words: ProjectWords = MODULE,
): Promise<string> {
  const root = resolve(folder);
  await refuseExisting(root, files, words);
  const made: string[] = [];
  try {
    for (const [path, text] of Object.entries(files)) {
      await makeFolder(dirname(join(root, path)), made);
      await Deno.writeTextFile(join(root, path), text, { createNew: true });
      made.push(join(root, path));
    }
  } catch (cause) {
    for (const path of made.reverse()) await Deno.remove(path).catch(() => {}); // as far as possible
    throw new TesseraError("denied", `Cannot write ${words.what} into "${root}"`, {
      hint: "Name a folder that you may write to",
      cause,
    });
  }
  return root;
}

async function refuseExisting(
  root: string,
  files: ProjectFiles,
  { what, ifTaken }: ProjectWords,
): Promise<void> {
  // the topmost names, so that one message stands for all files of a folder
  const names = [...new Set(Object.keys(files).map((path) => path.split("/")[0] ?? path))];
  const taken: string[] = [];
  for (const name of names) if (await exists(join(root, name), what)) taken.push(`"${name}"`);
  if (taken.length === 0) return;
  throw new TesseraError(
    "bad_input",
    `Cannot write ${what} into "${root}": found ${taken.join(", ")} there, ` +
      "expected a folder without them",
    { hint: ifTaken(root) },
  );
}

async function exists(path: string, what: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return false;
    const isFile = cause instanceof Deno.errors.NotADirectory;
    throw new TesseraError(
      isFile ? "bad_input" : "denied",
      `Cannot write ${what} into "${dirname(path)}": ` +
        (isFile ? "found a file, expected a folder" : "it cannot be looked into"),
      { hint: "Name a new folder, or one that you may write to", cause },
    );
  }
}

/** Makes a folder and those above it, outermost first, and notes what it made. */
async function makeFolder(path: string, made: string[]): Promise<void> {
  try {
    await Deno.mkdir(path);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists && (await Deno.stat(path)).isDirectory) return;
    if (!(error instanceof Deno.errors.NotFound) || dirname(path) === path) throw error;
    await makeFolder(dirname(path), made);
    return await makeFolder(path, made);
  }
  made.push(path);
}
