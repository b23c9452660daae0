/** What `tessera jobs list` does. @module */

import { isFinal } from "../../../jobs/job.ts";
import { type JobHost, type KnownJob, refreshJobs } from "../../../jobs/refresh.ts";
import { getBackend } from "../../../jobs/registry.ts";
import { pause } from "../../../storage/retry.ts";
import { EXIT } from "../../exit.ts";
import { type CliIo, writeOutText } from "../../io.ts";
import { formatTable, writeJson, writeNote } from "../../output.ts";
import { JOB_HEADS, jobJson, jobRow } from "./describe.ts";
import { jobsOf, notesOnce, notingProblems } from "./host.ts";

/** Options of the command. */
export interface ListOptions {
  readonly all?: true | undefined;
  readonly watch?: true | undefined;
  readonly json?: true | undefined;
}

const RECENT_MS = 86_400_000;
const CLEAR_SCREEN = "\x1b[H\x1b[2J";
const GROWTH = 1.5;

/** What is listed, for whom, and where remarks go. */
interface Listing {
  readonly host: JobHost;
  readonly options: ListOptions;
  readonly io: CliIo;
  note(text: string): void;
}

/** Lists jobs, newest first; 130 when watching was interrupted. */
export async function listJobs(options: ListOptions, io: CliIo): Promise<number> {
  const note = notesOnce(io);
  const listing = { host: notingProblems(jobsOf(io), note), options, io, note };
  if (options.watch) return await watchJobs(listing);
  const known = await knownJobs(listing);
  if (options.json) writeJson(io, known.map(jobJson));
  else writeTable(known, options, io);
  return EXIT.ok;
}

async function knownJobs({ host, options, io, note }: Listing): Promise<KnownJob[]> {
  const { jobs, unreadable } = await host.store.list();
  for (const { id, why } of unreadable) note(`Cannot read the record of job ${id}: ${why}`);
  const known = await refreshJobs(jobs, host, { signal: io.signal });
  return known.filter((job) => options.all || isRecent(job)).reverse();
}

function isRecent({ job, status }: KnownJob): boolean {
  if (!isFinal(status.state)) return true;
  return Date.now() - (status.endedMs ?? job.record.createdMs) < RECENT_MS;
}

function writeTable(known: readonly KnownJob[], options: ListOptions, io: CliIo): void {
  if (known.length > 0) return writeOutText(io, tableOf(known));
  writeNote(
    io,
    options.all ? "No jobs were submitted" : "No jobs but such as ended over a day ago: see --all",
  );
}

function tableOf(known: readonly KnownJob[]): string {
  const nowMs = Date.now();
  return formatTable([JOB_HEADS, ...known.map((job) => jobRow(job, nowMs))]);
}

/** Prints at once, and again when something changed, until every job has ended. */
async function watchJobs(listing: Listing): Promise<number> {
  const { options, io } = listing;
  using _interrupts = io.catchInterrupts();
  let before = "";
  let pauseMs = 0;
  while (true) {
    const known = await knownJobs(listing);
    const now = JSON.stringify(known.map(jobJson));
    const pace = slowestPace(known);
    pauseMs = now === before ? Math.min(pace.maxMs, pauseMs * GROWTH) : pace.firstMs;
    if (now !== before) writeChange(known, options, io);
    before = now;
    if (known.every(({ status }) => isFinal(status.state))) return EXIT.ok;
    try {
      await pause(pauseMs, io.signal);
    } catch (error) {
      if (io.signal.aborted) return EXIT.interrupted;
      throw error;
    }
  }
}

function writeChange(known: readonly KnownJob[], options: ListOptions, io: CliIo): void {
  if (options.json) return writeOutText(io, `${JSON.stringify(known.map(jobJson))}\n`);
  if (io.outColumns !== undefined) writeOutText(io, CLEAR_SCREEN);
  writeTable(known, options, io);
}

/** All backends are asked together, so the one that may be asked least often decides. */
function slowestPace(known: readonly KnownJob[]): { firstMs: number; maxMs: number } {
  const paces = known.filter(({ status }) => !isFinal(status.state))
    .map(({ job }) => getBackend(job.record.backend).pace);
  return {
    firstMs: Math.max(1_000, ...paces.map(({ firstMs }) => firstMs)),
    maxMs: Math.max(2_000, ...paces.map(({ maxMs }) => maxMs)),
  };
}
