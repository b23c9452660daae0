/** One job's evidence as its status. @module */

import { isFinal, type JobState, type JobStatus } from "../job.ts";
import type { SubmittedJob } from "../submitter.ts";
import { type Evidence, judge, type Verdict } from "./evidence.ts";
import { given, type ListedJob } from "./listing.ts";
import { expandNodeList } from "./node_list.ts";
import { stateOfTasks } from "./states.ts";

/** The status of a job that is no array. */
export function statusOfJob(evidence: Evidence, nowMs: number): JobStatus {
  const { job, queue, account, details, markers } = evidence;
  const verdict = judge(evidence, nowMs);
  const row = queue ?? account;
  const isWaiting = verdict.state === "queued" || verdict.state === "held";
  const hasBegun = !isWaiting && row?.startedMs !== undefined;
  return given({
    ref: job.ref,
    ...verdict,
    nodes: nodesOf(row, markers.exit?.host ?? markers.start?.host),
    submittedMs: row?.submittedMs ?? job.submittedMs,
    expectedStartMs: isWaiting ? queue?.startedMs : undefined,
    startedMs: hasBegun ? row.startedMs : isWaiting ? undefined : markers.start?.startedMs,
    // of a running job it is the end of its walltime
    endedMs: isFinal(verdict.state) ? row?.endedMs ?? markers.exit?.endedMs : undefined,
    restarts: details?.restarts ?? row?.restarts ?? markers.start?.restarts ?? 0,
  });
}

/** What is known of an array. */
export interface ArrayEvidence {
  readonly job: SubmittedJob;
  readonly queue: readonly ListedJob[];
  readonly account: readonly ListedJob[];
  /** Evidence of the tasks that are in neither listing, by index. */
  readonly unlisted: ReadonlyMap<number, Evidence>;
}

/** The indices of an array's tasks that the given lines do not tell the state of. */
export function findUnlistedTasks(
  { spec }: SubmittedJob,
  rows: readonly ListedJob[],
): number[] {
  const listed = new Set(rows.flatMap(tasksOf));
  return (spec.array?.indices ?? []).filter((index) => !listed.has(index));
}

/** The status of an array: counts of its tasks, and of the whole what most needs telling. */
export function statusOfArray(evidence: ArrayEvidence, nowMs: number): JobStatus {
  const { job, queue } = evidence;
  const verdicts = judgeTasks(evidence, nowMs);
  const tasks: Partial<Record<JobState, number>> = {};
  for (const { state } of verdicts.values()) tasks[state] = (tasks[state] ?? 0) + 1;
  const state = stateOfTasks(tasks);
  const telling = [...verdicts.values()].find((verdict) => verdict.state === state);
  const rows = [...queue, ...evidence.account];
  const isWaiting = state === "queued" || state === "held";
  return given({
    ref: job.ref,
    state,
    nativeState: telling?.nativeState ?? "UNLISTED",
    reason: telling?.reason,
    exitCode: telling?.exitCode,
    signal: telling?.signal,
    nodes: [...new Set(rows.flatMap(({ nodeList }) => expandNodeList(nodeList)))],
    submittedMs: least(rows.map(({ submittedMs }) => submittedMs)) ?? job.submittedMs,
    expectedStartMs: isWaiting ? least(queue.map(({ startedMs }) => startedMs)) : undefined,
    startedMs: isWaiting ? undefined : least(rows.map(({ startedMs }) => startedMs)),
    endedMs: isFinal(state) ? most(rows.map(({ endedMs }) => endedMs)) : undefined,
    restarts: 0,
    tasks,
  });
}

function judgeTasks(
  { job, queue, account, unlisted }: ArrayEvidence,
  nowMs: number,
): Map<number, Verdict> {
  const verdicts = new Map<number, Verdict>();
  const byIndex = (rows: readonly ListedJob[]) =>
    new Map(rows.flatMap((row) => tasksOf(row).map((index) => [index, row] as const)));
  const [queued, accounted] = [byIndex(queue), byIndex(account)];
  for (const index of job.spec.array?.indices ?? []) {
    const evidence = unlisted.get(index) ??
      { job, queue: queued.get(index), account: accounted.get(index), markers: {} };
    verdicts.set(index, judge(evidence, nowMs));
  }
  return verdicts;
}

function tasksOf({ taskIndex, waitingTasks }: ListedJob): readonly number[] {
  return taskIndex === undefined ? waitingTasks ?? [] : [taskIndex];
}

function nodesOf(row: ListedJob | undefined, host: string | undefined): string[] {
  const nodes = expandNodeList(row?.nodeList ?? "");
  return nodes.length === 0 && host !== undefined ? [host] : nodes;
}

function least(times: readonly (number | undefined)[]): number | undefined {
  return times.reduce((a, b) => a === undefined || (b !== undefined && b < a) ? b : a, undefined);
}

function most(times: readonly (number | undefined)[]): number | undefined {
  return times.reduce((a, b) => a === undefined || (b !== undefined && b > a) ? b : a, undefined);
}
