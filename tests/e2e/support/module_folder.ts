/** Modules that a test writes itself. @module */

import { dirname, join } from "node:path";
import { type TempFolder, tempFolder } from "./temp_folder.ts";

/** A folder that holds files, removed at the end of the scope. */
export async function folderWith(files: Readonly<Record<string, string>>): Promise<TempFolder> {
  const folder = await tempFolder();
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder.path, name);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, text);
  }
  return folder;
}

/** Where a text stands first in another, as stack traces say it: `7:13`. */
export function lineAndColumn(source: string, text: string): string {
  const before = source.slice(0, source.indexOf(text)).split("\n");
  return `${before.length}:${(before.at(-1) ?? "").length + 1}`;
}
