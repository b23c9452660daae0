/** Copies of files that a module wants to keep with its run. @module */

import { basename, join } from "node:path";

/**
 * Copies a file with its permissions and times into a folder. The copy takes its name at the end, so
 * that nobody meets half a file; one of that name is replaced.
 */
export function copyArtifact(path: string, folder: string): void {
  Deno.mkdirSync(folder, { recursive: true });
  const name = basename(path);
  const partial = join(folder, `.${crypto.randomUUID()}.partial`);
  try {
    Deno.copyFileSync(path, partial);
    const { atime, mtime } = Deno.statSync(path);
    if (atime !== null && mtime !== null) Deno.utimeSync(partial, atime, mtime);
    Deno.renameSync(partial, join(folder, name));
  } catch (error) {
    removePartial(partial);
    throw error;
  }
}

function removePartial(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // it was not made
  }
}
