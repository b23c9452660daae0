/** Tells other programs where a server listens. @module */

import { dirname, join } from "node:path";
import { TesseraError } from "../../lib/core/errors.ts";

/** Content of the file that `--announce` names; never the token itself. */
export interface Announcement {
  /** Base URL. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly pid: number;
  /** File that holds the token, or null when none is needed. */
  // deno-lint-ignore camelcase -- the file is JSON for programs in any language
  readonly token_file: string | null;
  /** Id of the scheduler's job that the server runs in, or null. */
  // deno-lint-ignore camelcase -- the file is JSON for programs in any language
  readonly job_id: string | null;
}

/**
 * Writes the announcement so that a reader sees all of it or nothing.
 *
 * @throws {TesseraError} `unavailable` when the file cannot be written.
 */
export function announce(path: string, announcement: Announcement): void {
  const aside = join(dirname(path), `.${crypto.randomUUID()}.announce`);
  try {
    Deno.writeTextFileSync(aside, `${JSON.stringify(announcement)}\n`, {
      createNew: true,
      mode: 0o600,
    });
    Deno.renameSync(aside, path);
  } catch (cause) {
    removeIfThere(aside);
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TesseraError("unavailable", `Cannot write the announcement "${path}": ${why}`, {
      hint: "Pass --announce with a file in a folder that exists and is yours",
      cause,
    });
  }
}

/**
 * Takes back what an earlier life of the same scheduler's job has left, which was started again: until the server is
 * there, nobody shall take the old address for its.
 */
export function withdrawOutdated(path: string, jobId: string | undefined): void {
  if (jobId === undefined) return;
  const found = read(path);
  if (found?.job_id === jobId) removeIfThere(path);
}

/** Takes an announcement back, if it is still this server's. */
export function withdraw(path: string, pid: number): void {
  if (read(path)?.pid === pid) removeIfThere(path);
}

/** Nothing where somebody has removed or replaced the file: then it is not ours to remove. */
function read(path: string): Partial<Announcement> | undefined {
  try {
    return JSON.parse(Deno.readTextFileSync(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
