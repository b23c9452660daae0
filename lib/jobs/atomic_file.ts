/** Files that other processes and machines see whole or not at all, also on NFS. @module */

import { dirname, join } from "node:path";

/** How a file is written. */
export interface WriteOptions {
  /** Whether the file that was there before may be back after the machine has crashed; the disk is waited for less. */
  readonly mayReturn?: boolean;
}

/**
 * Writes a file that only the user can read: aside, to the disk, then renamed into place. Needs no locks,
 * which shared file systems often lack.
 *
 * @throws {Error} What the system says; nothing is left then but the file that was there before.
 */
export async function writeAtomically(
  path: string,
  text: string,
  { mayReturn = false }: WriteOptions = {},
): Promise<void> {
  const aside = join(dirname(path), `.${crypto.randomUUID()}.part`);
  try {
    await writeToDisk(aside, text);
    await Deno.rename(aside, path);
  } catch (error) {
    await Deno.remove(aside).catch(() => {}); // what went wrong before says more
    throw error;
  }
  if (!mayReturn) await syncFolder(dirname(path));
}

async function writeToDisk(path: string, text: string): Promise<void> {
  using file = await Deno.open(path, { write: true, createNew: true, mode: 0o600 });
  const bytes = new TextEncoder().encode(text);
  for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
  await file.sync();
}

/** A new name is on the disk when its folder is. */
async function syncFolder(path: string): Promise<void> {
  try {
    using folder = await Deno.open(path);
    await folder.sync();
  } catch {
    // some network file systems cannot; their servers keep what was renamed
  }
}
