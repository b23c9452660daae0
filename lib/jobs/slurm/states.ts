/** Slurm's words for states of jobs, and what they mean. @module */

import type { JobState } from "../job.ts";

/**
 * Long and short words, from "JOB STATE CODES" of squeue(1), Slurm 20.11 to 26.05, with those that only
 * newer versions have.
 */
const STATE_BY_WORD: ReadonlyMap<string, JobState> = new Map<string, JobState>([
  ["PENDING", "queued"],
  ["PD", "queued"],
  ["REQUEUED", "queued"],
  ["RQ", "queued"],
  ["REQUEUE_FED", "queued"],
  ["RF", "queued"],
  ["EXPEDITING", "queued"],
  ["REQUEUE_HOLD", "held"],
  ["RH", "held"],
  ["SPECIAL_EXIT", "held"],
  ["SE", "held"],
  ["RESV_DEL_HOLD", "held"],
  ["RD", "held"],
  ["CONFIGURING", "starting"],
  ["CF", "starting"],
  ["POWER_UP_NODE", "starting"],
  ["RUNNING", "running"],
  ["R", "running"],
  // its processes are ended; the site's epilog may still run, or a node may hang in it
  ["COMPLETING", "running"],
  ["CG", "running"],
  ["RESIZING", "running"],
  ["RS", "running"],
  ["SIGNALING", "running"],
  ["SI", "running"],
  ["STAGE_OUT", "running"],
  ["SO", "running"],
  ["UPDATE_DB", "running"],
  ["SUSPENDED", "suspended"],
  ["S", "suspended"],
  ["STOPPED", "suspended"],
  ["ST", "suspended"],
  ["COMPLETED", "succeeded"],
  ["CD", "succeeded"],
  ["FAILED", "failed"],
  ["F", "failed"],
  ["CANCELLED", "cancelled"],
  ["CA", "cancelled"],
  ["REVOKED", "cancelled"],
  ["RV", "cancelled"],
  ["TIMEOUT", "timed_out"],
  ["TO", "timed_out"],
  ["DEADLINE", "timed_out"],
  ["DL", "timed_out"],
  ["OUT_OF_MEMORY", "out_of_memory"],
  ["OOM", "out_of_memory"],
  ["NODE_FAIL", "node_failed"],
  ["NF", "node_failed"],
  ["PREEMPTED", "node_failed"],
  ["PR", "node_failed"],
  ["BOOT_FAIL", "node_failed"],
  ["BF", "node_failed"],
  ["LAUNCH_FAILED", "node_failed"],
  ["RECONFIG_FAIL", "node_failed"],
]);

/**
 * What a word of Slurm's means. A word that is not known counts as running: such a job is asked for again,
 * and never taken for one that ended.
 *
 * @param text Of squeue, sacct or scontrol; sacct writes `CANCELLED by 1000`.
 */
export function stateOfWord(text: string): JobState {
  return STATE_BY_WORD.get(firstWord(text)) ?? "running";
}

/** The state itself, without what sacct may write behind it. */
export function firstWord(text: string): string {
  return text.trim().split(/[\s+]/, 1)[0] ?? "";
}

/** The state of an array: what most needs telling of its tasks. */
export function stateOfTasks(tasks: Readonly<Partial<Record<JobState, number>>>): JobState {
  return ORDER.find((state) => (tasks[state] ?? 0) > 0) ?? "queued";
}

/** While a task may still run, the array does; of those that ended, the one that failed tells. */
const ORDER: readonly JobState[] = [
  "running",
  "suspended",
  "starting",
  "queued",
  "held",
  "submitting",
  "lost",
  "failed",
  "out_of_memory",
  "timed_out",
  "node_failed",
  "cancelled",
  "succeeded",
];
