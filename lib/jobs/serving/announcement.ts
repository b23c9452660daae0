/** Where the server in a job listens, as it says itself in a file. @module */

import * as z from "zod/mini";
import { TesseraError } from "../../core/errors.ts";
import { isFinal, type JobSpec, type JobState } from "../job.ts";
import type { KnownJob } from "../refresh.ts";
import { ANNOUNCE_LABEL, announceFiles } from "./serving_files.ts";

/** What a server announces, as far as it matters here. */
const Announced = z.object({
  url: z.string(),
  host: z.string(),
  port: z.int(),
  pid: z.int(),
  ["token_file"]: z.nullable(z.string()),
  ["job_id"]: z.nullable(z.string()),
});
/** What a server announces. */
export type Announced = z.infer<typeof Announced>;

/** States in which a server may be there; an announcement that is found in another one is of an earlier life. */
const MAY_SERVE: ReadonlySet<JobState> = new Set<JobState>(["running", "suspended", "lost"]);

/**
 * What is in the file, or nothing when there is none.
 *
 * @param id The job's, for the message.
 * @throws {TesseraError} `failed` when it is no announcement.
 */
export async function readAnnouncementFile(
  id: string,
  path: string,
): Promise<Announced | undefined> {
  try {
    return Announced.parse(JSON.parse(await Deno.readTextFile(path)));
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return undefined;
    throw new TesseraError(
      "failed",
      `Cannot tell a URL of job "${id}": "${path}" is no announcement of a server`,
      { hint: "Let nothing else write to that file", cause },
    );
  }
}

/**
 * Where the server of a job listens now.
 *
 * @throws {TesseraError} `bad_input` for a job without a server, `failed` for one that has ended, `unavailable` for
 * one that is not ready.
 */
export async function readAnnouncement(known: KnownJob): Promise<Announced> {
  const [first] = await readAnnouncements(known);
  return first;
}

/**
 * Where the servers of a job listen now: those that are ready, at least one.
 *
 * @throws {TesseraError} As {@linkcode readAnnouncement}.
 */
export async function readAnnouncements(
  { job, status }: KnownJob,
): Promise<[Announced, ...Announced[]]> {
  const { id, spec } = job.record;
  const path = spec.labels[ANNOUNCE_LABEL];
  if (path === undefined) {
    throw new TesseraError("bad_input", `Cannot tell a URL of job "${id}": it announces none`, {
      hint: "Submit a server: tessera serve MODULE --on BACKEND",
    });
  }
  const state = status.state.replaceAll("_", " ");
  if (isFinal(status.state)) {
    const how = status.state === "succeeded" ? "" : ` (${state})`;
    throw new TesseraError("failed", `Cannot tell a URL of job "${id}": it has ended${how}`, {
      hint: status.state === "node_failed"
        ? "Serve it again; with --requeue it would come back by itself"
        : `See why with "tessera jobs logs ${id}"`,
    });
  }
  const [first, ...others] = MAY_SERVE.has(status.state) ? await readAll(id, spec) : [];
  if (first !== undefined) return [first, ...others];
  const why = status.reason === undefined ? "" : ` (${status.reason})`;
  throw new TesseraError(
    "unavailable",
    `Cannot tell a URL of job "${id}" yet: it is ${state}${why}, and there is no "${path}"`,
    { hint: "Try again when it runs and has loaded its module" },
  );
}

async function readAll(id: string, spec: JobSpec): Promise<Announced[]> {
  const found: Announced[] = [];
  for (const path of announceFiles(spec)) {
    const announced = await readAnnouncementFile(id, path);
    if (announced !== undefined) found.push(announced);
  }
  return found;
}
