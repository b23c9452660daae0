/** Files of which only the first of several writers succeeds, whole, also on NFS. @module */

import { dirname, join } from "node:path";
import { writeAtomically } from "../atomic_file.ts";
import { writeFailure } from "./write_failure.ts";

/**
 * Writes a file unless there is one.
 *
 * @returns Whether it was written; false: somebody else's is there, and is left alone.
 */
export async function writeUnlessThere(path: string, text: string): Promise<boolean> {
  const aside = join(dirname(path), `.${crypto.randomUUID()}.part`);
  await writeAtomically(aside, text);
  try {
    return await linkUnlessThere(aside, path);
  } finally {
    await Deno.remove(aside);
  }
}

/**
 * Gives a file a second name unless that is taken: the one act that two clients of any NFS cannot both do.
 *
 * @returns Whether the name is ours.
 * @throws {TesseraError} `unavailable` when it can be nobody's: the disk is full, or gone.
 */
export async function linkUnlessThere(from: string, to: string): Promise<boolean> {
  try {
    await Deno.link(from, to);
    return true;
  } catch (cause) {
    if (cause instanceof Deno.errors.AlreadyExists) return false;
    throw writeFailure(to, cause);
  }
}
