/** The files of a job that serves. @module */

import { join } from "node:path";
import type { JobSpec } from "../job.ts";

/** The label under which a job keeps the path of the file that its server announces itself in. */
export const ANNOUNCE_LABEL = "announce";

/** Name of the file that holds the token, in the job's folder. */
export const TOKEN_FILE = "token";

/** The files of a job that serves, in its folder. */
export function servingFiles(folder: string): { announce: string; token: string } {
  return { announce: join(folder, "announce.json"), token: join(folder, TOKEN_FILE) };
}

/** The files that the servers of a job announce themselves in: one, or one for each task of an array. */
export function announceFiles({ labels, array }: JobSpec): string[] {
  const path = labels[ANNOUNCE_LABEL];
  if (path === undefined) return [];
  return array === undefined ? [path] : array.indices.map((index) => taskFile(path, `${index}`));
}

/** `announce.3.json` for task 3. */
export function taskFile(path: string, index: string): string {
  return path.replace(/(\.[^./]*)?$/, (ending) => `.${index}${ending}`);
}
