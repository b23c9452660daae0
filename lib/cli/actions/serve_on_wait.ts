/** Waits until the server in a job answers, or the job has ended. @module */

import { dirname } from "node:path";
import { fileChanges } from "../../jobs/file_changes.ts";
import { type JobHost, type KnownJob, refreshJobs, submittedJobOf } from "../../jobs/refresh.ts";
import { isFinal } from "../../jobs/job.ts";
import { type Announced, readAnnouncementFile } from "../../jobs/serving/announcement.ts";
import { announceFiles } from "../../jobs/serving/serving_files.ts";
import type { StoredJob } from "../../jobs/store.ts";
import type { CliIo } from "../io.ts";
import { writeNote } from "../output.ts";
import { jobFailure } from "./job_end.ts";
import { followJob, type FollowJobOptions } from "./job_follow.ts";

const SHOWN_LINES = 20;

/** A server that answers, and where its job stands. */
export interface ReadyServer {
  readonly announced: Announced;
  readonly known: KnownJob;
}

/**
 * Waits for the announcement of a job's server, with a line that says where the job stands.
 *
 * @throws {TesseraError} When the job ends before; the last lines of its log are shown then.
 */
export async function untilReady(
  job: StoredJob,
  host: JobHost,
  { io, signal }: FollowJobOptions,
): Promise<ReadyServer> {
  const waiting = new AbortController();
  const either = AbortSignal.any([signal, waiting.signal]);
  const following = followJob(job, host, { io, signal: either });
  const announcing = untilAnnounced(job, either);
  try {
    const first = await Promise.race([following, announcing]);
    if (!("status" in first)) {
      waiting.abort();
      await following.catch(() => {}); // takes its line away
      const known = await standing(job, host);
      if (!isFinal(known.status.state)) return { announced: first, known };
      throw await failure(known, host, io);
    }
    throw await failure(first, host, io);
  } finally {
    waiting.abort();
    await Promise.allSettled([following, announcing]);
  }
}

async function untilAnnounced(
  { record, folder }: StoredJob,
  signal: AbortSignal,
): Promise<Announced> {
  const paths = announceFiles(record.spec);
  using changes = fileChanges(paths[0] === undefined ? folder : dirname(paths[0]), signal);
  for (;;) {
    for (const path of paths) {
      const announced = await readAnnouncementFile(record.id, path);
      if (announced !== undefined) return announced;
    }
    await changes.next(true);
  }
}

async function standing(job: StoredJob, host: JobHost): Promise<KnownJob> {
  const [known] = await refreshJobs([job], host);
  if (known === undefined) throw new RangeError("A job has one status");
  return known;
}

async function failure({ job, status }: KnownJob, host: JobHost, io: CliIo): Promise<Error> {
  await showLastLines(job, host, io);
  const action = `serve in job "${job.record.id}"`;
  return jobFailure(job, status, { action, when: " before its server was ready" });
}

async function showLastLines(job: StoredJob, host: JobHost, io: CliIo): Promise<void> {
  const submitted = submittedJobOf(job);
  if (submitted === undefined) return;
  const submitter = await host.open(job.record.backend);
  const lines: string[] = [];
  for await (
    const { text } of submitter.logs(submitted, { follow: false, tailLines: SHOWN_LINES })
  ) lines.push(text);
  if (lines.length === 0) return;
  writeNote(io, `The last lines of its log:`);
  for (const line of lines.slice(-SHOWN_LINES)) io.writeErr(`  ${line}\n`);
}
