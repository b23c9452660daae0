/** Why a job waits or ended: Slurm's words, with ours where there are some. @module */

import type { JobState } from "../job.ts";

/** What helps where a job did nothing wrong. */
const TRY_AGAIN = "submit it again; with --requeue it would start again by itself";

/** What is known about a reason. */
interface Meaning {
  readonly words: string;
  /** The job waits for ever unless somebody acts. */
  readonly isEndless?: true;
  /** It may be why a job ended; others only say why one waits, and stay behind when it is cancelled. */
  readonly isEnd?: true;
}

/**
 * Beginnings of reasons, the longer first where one begins another: newer versions add details behind them,
 * and some reasons are whole sentences. From "JOB REASON CODES" of squeue(1), Slurm 20.11 to 26.05.
 */
const MEANINGS: readonly (readonly [string, Meaning])[] = [
  ["DependencyNeverSatisfied", {
    words: "a job that it waits for ended otherwise than asked",
    isEndless: true,
    isEnd: true,
  }],
  ["Dependency", { words: "waits for another job" }],
  ["InvalidAccount", { words: "its account is not valid any more", isEndless: true }],
  ["InvalidQOS", { words: "its quality of service is not valid any more", isEndless: true }],
  ["BadConstraints", { words: "no node has what it asks for", isEndless: true }],
  ["PartitionTimeLimit", { words: "asks for more time than its partition gives", isEndless: true }],
  ["PartitionNodeLimit", {
    words: "asks for more or fewer nodes than its partition gives",
    isEndless: true,
  }],
  ["PartitionDown", { words: "its partition is closed for now" }],
  ["PartitionInactive", { words: "its partition is closed for now" }],
  ["JobHeldAdmin", { words: "held by an administrator; ask the site", isEndless: true }],
  ["JobHeldUser", { words: "held; release it with scontrol release", isEndless: true }],
  ["launch failed requeued held", {
    words: "could not be started and is held; release it with scontrol release, or cancel it",
    isEndless: true,
  }],
  ["JobHoldMaxRequeue", {
    words: "was started again too often and is held; release it with scontrol release",
    isEndless: true,
  }],
  ["JobArrayTaskLimit", { words: "as many tasks as allowed at a time are running" }],
  ["BeginTime", { words: "waits for its time; after a failed node that is about two minutes" }],
  ["Priority", { words: "other jobs are before it" }],
  ["Resources", { words: "waits for nodes to get free" }],
  ["Licenses", { words: "waits for a licence" }],
  ["Reservation", { words: "waits for its reservation" }],
  ["ReqNodeNotAvail", { words: "a node that it needs is down or reserved" }],
  ["Nodes required for job are DOWN", { words: "its nodes are down, drained or reserved" }],
  ["QOSMax", { words: "a limit of its quality of service is reached" }],
  ["QOSGrp", { words: "a limit shared by its quality of service is reached" }],
  ["Assoc", { words: "a limit of your account is reached" }],
  ["MaxSubmit", { words: "too many jobs are submitted" }],
  ["TimeLimit", { words: "its walltime was used up", isEnd: true }],
  ["OutOfMemory", { words: "it used more memory than it asked for", isEnd: true }],
  ["NodeDown", { words: `its node went down; ${TRY_AGAIN}`, isEnd: true }],
  ["JobLaunchFailure", { words: "it could not be started, or a signal ended it", isEnd: true }],
  ["RaisedSignal", { words: "a signal ended it", isEnd: true }],
];

/** Ends that Slurm gives no reason for, or only while it remembers the job, by its word for the state. */
const WORDS_BY_END: ReadonlyMap<string, string> = new Map([
  ["PREEMPTED", `its place was taken by a more urgent job; ${TRY_AGAIN}`],
  ["NODE_FAIL", `its node failed; ${TRY_AGAIN}`],
]);

/** Reasons that say nothing, or nothing that the exit code does not. */
const EMPTY = new Set(["", "None", "(null)", "NonZeroExitCode"]);

/**
 * The reason of a job in Slurm's words and ours.
 *
 * @param reason As in squeue's `%r`.
 * @param state Where the job stands: "will never start" is told only of one that waits.
 * @returns Nothing where there is no reason.
 */
export function describeReason(reason: string, state: JobState): string | undefined {
  const text = reason.trim();
  if (EMPTY.has(text)) return undefined;
  const meaning = meaningOf(text);
  if (meaning === undefined) return text;
  if (state === "cancelled" && meaning.isEnd !== true) return undefined;
  const endless = meaning.isEndless === true && isWaiting(state)
    ? "; it will never start by itself"
    : "";
  return `${text}: ${meaning.words}${endless}`;
}

/** Why a job ended so, where its reason says nothing. */
export function describeEnd(word: string): string | undefined {
  return WORDS_BY_END.get(word);
}

/** Whether a waiting job with this reason needs somebody to act. */
export function isEndless(reason: string): boolean {
  return meaningOf(reason.trim())?.isEndless === true;
}

function isWaiting(state: JobState): boolean {
  return state === "queued" || state === "held";
}

function meaningOf(reason: string): Meaning | undefined {
  return MEANINGS.find(([start]) => reason.startsWith(start))?.[1];
}
