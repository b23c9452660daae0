/** Jobs as people and programs read them. @module */

import { formatDurationMs } from "../../../core/duration.ts";
import { formatIndices } from "../../../jobs/array_indices.ts";
import { isFinal, type JobState, type JobStatus } from "../../../jobs/job.ts";
import type { KnownJob } from "../../../jobs/refresh.ts";

const WORDS: Readonly<Partial<Record<JobState, string>>> = {
  "timed_out": "timed out",
  "out_of_memory": "out of memory",
  "node_failed": "node failed",
};

/** A state in words. */
export function wordsOf(state: JobState): string {
  return WORDS[state] ?? state;
}

/** The heads of {@linkcode jobRow}. */
export const JOB_HEADS = ["JOB", "NAME", "ON", "STATE", "TIME", "NODES", "REASON"] as const;

/** One line of a table. */
export function jobRow({ job, status }: KnownJob, nowMs: number): string[] {
  const { id, backend, spec } = job.record;
  return [
    id,
    spec.name,
    backend,
    wordsOf(status.state) + tasksOf(status),
    timeOf(status, nowMs),
    nodesOf(status) || "-",
    endOf(status),
  ];
}

/** A job for programs: what was submitted and where it stands, in one object. */
export function jobJson({ job, status }: KnownJob): Record<string, unknown> {
  const { record, folder } = job;
  const { ref, ...standing } = status;
  return {
    id: record.id,
    name: record.spec.name,
    backend: record.backend,
    nativeId: ref.nativeId === "" ? null : ref.nativeId,
    ...standing,
    isFinal: isFinal(status.state),
    command: record.spec.command,
    workdir: record.spec.workdir,
    resources: record.spec.resources,
    labels: record.spec.labels,
    dependencies: record.spec.dependencies.map(({ job, after }) => ({ job: job.id, after })),
    ...(record.spec.array === undefined ? {} : { array: formatIndices(record.spec.array.indices) }),
    createdMs: record.createdMs,
    folder,
  };
}

/** How long it ran, has been running, or has been waiting. */
export function timeOf(status: JobStatus, nowMs: number): string {
  const { startedMs, endedMs, submittedMs, state } = status;
  if (startedMs !== undefined) return since(startedMs, endedMs ?? nowMs);
  if (isFinal(state) || submittedMs === undefined) return "-";
  return `waits ${since(submittedMs, nowMs)}`;
}

/** Why it waits or ended, with the exit code of a command that failed. */
export function endOf({ state, reason, exitCode, signal }: JobStatus): string {
  const end = signal === undefined ? `exit code ${exitCode}` : `signal ${signal}`;
  const parts = [
    ...(state === "failed" && exitCode !== undefined ? [end] : []),
    ...(reason === undefined ? [] : [reason]),
  ];
  return parts.join("; ").replaceAll(/\s+/g, " ");
}

/** ` (3 succeeded, 1 running)` for an array. */
function tasksOf({ tasks }: JobStatus): string {
  if (tasks === undefined) return "";
  const parts = Object.entries(tasks).map(([state, count]) => `${count} ${state}`);
  return ` (${parts.join(", ")})`;
}

function nodesOf({ nodes }: JobStatus): string {
  const [first, ...others] = nodes;
  return first === undefined
    ? ""
    : others.length < 2
    ? nodes.join(",")
    : `${first} +${others.length}`;
}

function since(startMs: number, endMs: number): string {
  // whole seconds: backends note no more
  return formatDurationMs(Math.max(0, Math.round((endMs - startMs) / 1_000)) * 1_000).replace(
    /^0 ms$/,
    "0 s",
  );
}
