/** What is known of one job, from all sources, and what follows from it. @module */

import { type ExitMarker, signalOf } from "../exit_marker.ts";
import { isFinal, type JobState } from "../job.ts";
import type { SubmittedJob } from "../submitter.ts";
import type { JobDetails } from "./controller.ts";
import type { ListedJob } from "./listing.ts";
import type { Markers } from "./markers.ts";
import { describeEnd, describeReason, isEndless } from "./reasons.ts";
import { firstWord, stateOfWord } from "./states.ts";

/** What the sources say of a job that is no array. */
export interface Evidence {
  readonly job: SubmittedJob;
  /** The line of squeue, if it knows the job. */
  readonly queue?: ListedJob | undefined;
  /** The line of sacct, if it was asked and knows the job. */
  readonly account?: ListedJob | undefined;
  /** What scontrol shows, if it was asked. */
  readonly details?: JobDetails | undefined;
  readonly markers: Markers;
}

/** Where a job stands. */
export interface Verdict {
  readonly state: JobState;
  readonly nativeState: string;
  readonly reason?: string;
  readonly exitCode?: number;
  readonly signal?: number;
}

/** Slurm writes both of a job's listings some seconds late; one that nobody knows is new so long. */
const NEW_JOB_MS = 120_000;
/** After its script's end, an epilog of the site may run; a node that hangs in it keeps the job for ever. */
const EPILOG_MS = 60_000;
/** The code for a job that could not begin because its folder or log could not be opened (0:53). */
const NO_FOLDER_SIGNAL = 53;

/**
 * Weighs the sources: the controller's word first, then accounting, then the job's own markers. Accounting
 * may be behind, so it never takes back what a marker shows.
 */
export function judge(listed: Evidence, nowMs: number): Verdict {
  const evidence = withoutStaleMarker(listed);
  const { job, queue, account, markers } = evidence;
  if (queue !== undefined) return judgeQueued(evidence, queue, nowMs);
  if (account !== undefined && isFinal(stateOfWord(account.word))) {
    return ended(evidence, stateOfWord(account.word), account.word);
  }
  if (markers.exit !== undefined) return endedByMarker(job, markers, markers.exit);
  if (account !== undefined) {
    const listed = stateOfWord(account.word);
    const state = markers.start !== undefined && listed === "queued" ? "running" : listed;
    return { state, nativeState: firstWord(account.word) };
  }
  if (nowMs - job.submittedMs < NEW_JOB_MS) {
    const state = markers.start === undefined ? "queued" : "running";
    return { state, nativeState: "UNLISTED", reason: "Slurm does not list it yet" };
  }
  return {
    state: "lost",
    nativeState: "UNLISTED",
    reason: "Slurm does not know it any more, and its script left no exit marker",
  };
}

/** A job that was started again finds the marker of its earlier life, until its script begins. */
function withoutStaleMarker(evidence: Evidence): Evidence {
  const { queue, account, markers } = evidence;
  const startedMs = (queue ?? account)?.startedMs;
  if (startedMs === undefined || (markers.exit?.endedMs ?? Infinity) >= startedMs) return evidence;
  const { exit: _exit, ...rest } = markers;
  return { ...evidence, markers: rest };
}

function judgeQueued(evidence: Evidence, queue: ListedJob, nowMs: number): Verdict {
  const { job, markers } = evidence;
  const state = stateOfWord(queue.word);
  if (isFinal(state)) return ended(evidence, state, queue.word);
  if (state === "running" && markers.exit !== undefined) {
    if (nowMs - markers.exit.endedMs > EPILOG_MS) return endedByMarker(job, markers, markers.exit);
  }
  return { ...waitingOrRunning(queue, state) };
}

function waitingOrRunning(queue: ListedJob, state: JobState): Verdict {
  const isHeld = state === "queued" && isEndless(queue.reason);
  const shown = isHeld ? "held" : state;
  const reason = describeReason(queue.reason, shown);
  return {
    state: shown,
    nativeState: firstWord(queue.word),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** Ended in Slurm's words; the command's own code comes from wherever it is known. */
function ended(
  { queue, account, details, markers }: Evidence,
  state: JobState,
  word: string,
): Verdict {
  const nativeState = firstWord(word);
  const codes = markers.exit === undefined
    ? codesOf(state, [details, queue, isEnd(account) ? account : undefined])
    : codesOfMarker(markers.exit);
  const reason = codes.signal === NO_FOLDER_SIGNAL
    ? "its folder could not be opened on the node: does the node see the same file system?"
    : describeReason(queue?.reason ?? "", state) ?? describeEnd(nativeState);
  return { state, nativeState, ...codes, ...(reason === undefined ? {} : { reason }) };
}

function isEnd(account: ListedJob | undefined): boolean {
  return account !== undefined && isFinal(stateOfWord(account.word));
}

type Codes = Pick<Verdict, "exitCode" | "signal">;

/**
 * Slurm gives 0:0 to jobs that it ended itself (TIMEOUT, CANCELLED, NODE_FAIL), so its codes count only where
 * the command had the last word.
 */
function codesOf(state: JobState, sources: readonly (Codes | undefined)[]): Codes {
  if (state === "succeeded") return { exitCode: 0 };
  if (state !== "failed") return {};
  const source = sources.find((found) =>
    found?.exitCode !== undefined || found?.signal !== undefined
  );
  if (source?.signal !== undefined) return { exitCode: 128 + source.signal, signal: source.signal };
  return source?.exitCode === undefined ? {} : codesOfShell(source.exitCode);
}

function codesOfMarker({ exitCode }: ExitMarker): Codes {
  return codesOfShell(exitCode);
}

function codesOfShell(exitCode: number): Codes {
  const signal = signalOf(exitCode);
  return signal === undefined ? { exitCode } : { exitCode, signal };
}

/** The state that follows from the script's own record, when Slurm has forgotten the job. */
function endedByMarker(job: SubmittedJob, markers: Markers, exit: ExitMarker): Verdict {
  const state = stateByMarker(job, markers, exit);
  return { state, nativeState: "UNLISTED", ...codesOfMarker(exit), reason: "from its own record" };
}

function stateByMarker(
  { spec }: SubmittedJob,
  { start }: Markers,
  { cause, exitCode, endedMs }: ExitMarker,
): JobState {
  if (cause !== "TERM") return exitCode === 0 ? "succeeded" : "failed";
  // told to end by Slurm: at the end of its time, or because it was cancelled
  const { walltimeSec } = spec.resources;
  const ranSec = start === undefined ? 0 : (endedMs - start.startedMs) / 1_000;
  return walltimeSec !== undefined && ranSec >= walltimeSec ? "timed_out" : "cancelled";
}
