/** Where a local job stands, from what lies in its folder. @module */

import { type ExitMarker, signalOf } from "../exit_marker.ts";
import type { JobState, JobStatus } from "../job.ts";
import type { SubmittedJob } from "../submitter.ts";
import type { TaskEvents } from "./events.ts";
import type { Liveness } from "./process_identity.ts";

/** What is known of a job. */
export interface LocalFacts {
  readonly job: SubmittedJob;
  readonly marker: ExitMarker | undefined;
  readonly events: TaskEvents;
  /** What became of the process that watches the job. */
  readonly supervisor: Liveness;
  readonly host: string;
  /** Whether a command is there that nobody watches; only looked for when the watcher is gone. */
  readonly hasOrphans: boolean;
}

type Standing = Pick<JobStatus, "state" | "nativeState" | "reason" | "exitCode" | "signal">;

const STATE_BY_CAUSE: ReadonlyMap<string, JobState> = new Map([
  ["cancelled", "cancelled"],
  ["never_met", "cancelled"],
  ["timed_out", "timed_out"],
]);

/** Puts the facts into one status. */
export function localStatus(facts: LocalFacts): JobStatus {
  const { job, marker, events, host } = facts;
  const [firstStart] = events.starts.values();
  const standing = standingOf(facts);
  return {
    ref: job.ref,
    ...standing,
    nodes: firstStart === undefined ? [] : [host],
    submittedMs: job.submittedMs,
    ...(firstStart === undefined ? {} : { startedMs: firstStart.atMs }),
    ...(marker === undefined ? {} : { endedMs: marker.endedMs }),
    restarts: 0,
    ...(job.spec.array === undefined ? {} : { tasks: countTasks(facts, standing.state) }),
  };
}

function standingOf(facts: LocalFacts): Standing {
  const { marker, events, supervisor, hasOrphans, host } = facts;
  if (marker !== undefined) return endOf(marker, facts);
  const end = supervisor === "gone" ? endWithoutMarker(facts) : undefined;
  if (end !== undefined) return endOf(end, facts);
  const hasStarted = events.starts.size > 0;
  const waiting: Standing = hasStarted
    ? { state: "running", nativeState: "running" }
    : { state: "queued", nativeState: "waiting", ...waitsFor(facts) };
  if (supervisor === "alive") return waiting;
  if (supervisor === "elsewhere") {
    return { ...waiting, reason: `it was started on ${host}, and only there can be told more` };
  }
  if (hasOrphans) {
    const reason = "its watcher was killed; the command goes on without its limits";
    return { state: "lost", nativeState: "unwatched", reason };
  }
  const [state, why] = supervisor === "rebooted"
    ? ["node_failed" as const, `${host} was restarted`]
    : ["failed" as const, "its watcher was killed, so nobody saw how it ended"];
  return { state, nativeState: "unwatched", reason: why };
}

/** What the marker would say, had its writer not been killed: all tasks were seen to end. */
function endWithoutMarker({ job, events, host }: LocalFacts): ExitMarker | undefined {
  const indices = job.spec.array?.indices.map(String) ?? ["-"];
  const ends = indices.map((index) => events.ends.get(index)).filter((end) => end !== undefined);
  if (ends.length < indices.length) return undefined;
  const worst = ends.find(({ exitCode, cause }) => exitCode !== 0 || cause !== "exited") ?? ends[0];
  if (worst === undefined) return undefined;
  const { exitCode, cause } = worst;
  return { exitCode, cause, host, endedMs: Math.max(...ends.map(({ atMs }) => atMs)) };
}

function endOf({ exitCode, cause = "exited" }: ExitMarker, facts: LocalFacts): Standing {
  const state = endState(exitCode, cause);
  // of a command that was never started there is no exit code
  const hasRun = facts.events.starts.size > 0;
  const signal = signalOf(exitCode);
  const reason = reasonOf(cause, facts);
  return {
    state,
    nativeState: cause,
    ...(hasRun ? { exitCode } : {}),
    ...(hasRun && signal !== undefined ? { signal } : {}),
    ...(reason === undefined ? {} : { reason }),
  };
}

function endState(exitCode: number, cause: string): JobState {
  return STATE_BY_CAUSE.get(cause) ??
    (exitCode === 0 && cause === "exited" ? "succeeded" : "failed");
}

function reasonOf(cause: string, { job }: LocalFacts): string | undefined {
  const limit = job.spec.resources.walltimeSec;
  if (cause === "timed_out") return `it reached its limit of ${limit} s`;
  if (cause === "never_met") return `what it waited for can never come: ${dependencies(job)}`;
  if (cause === "unwatched") return "a watcher of one of its tasks was killed";
  return undefined;
}

function waitsFor({ job }: LocalFacts): { reason?: string } {
  return job.spec.dependencies.length === 0 ? {} : { reason: `waits for ${dependencies(job)}` };
}

function dependencies({ spec }: SubmittedJob): string {
  return spec.dependencies.map(({ job, after }) => `${after} of ${job.id}`).join(", ");
}

function countTasks(
  { job, events }: LocalFacts,
  state: JobState,
): Readonly<Partial<Record<JobState, number>>> {
  const counts: Partial<Record<JobState, number>> = {};
  const isOver = state !== "queued" && state !== "running";
  for (const index of job.spec.array?.indices ?? []) {
    const end = events.ends.get(String(index));
    const begun: JobState = events.starts.has(String(index)) ? "running" : "queued";
    // what was never started when the job ended will not be
    const open = !isOver ? begun : begun === "running" ? "failed" : "cancelled";
    const task = end === undefined ? open : endState(end.exitCode, end.cause);
    counts[task] = (counts[task] ?? 0) + 1;
  }
  return counts;
}
