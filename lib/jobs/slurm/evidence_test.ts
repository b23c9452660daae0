import assert from "node:assert/strict";
import type { JobSpec } from "../job.ts";
import type { SubmittedJob } from "../submitter.ts";
import { type Evidence, judge } from "./evidence.ts";
import type { ListedJob } from "./listing.ts";
import type { Markers } from "./markers.ts";
import { findUnlistedTasks, statusOfArray, statusOfJob } from "./status.ts";
import { exampleSubmission } from "./example_submission.ts";

const NOW_MS = 1_800_000_000_000;
const OLD_MS = NOW_MS - 3_600_000;

function job(changes: Partial<JobSpec> = {}, submittedMs = OLD_MS): SubmittedJob {
  const submission = exampleSubmission("/jobs/x", changes);
  return {
    ...submission,
    submittedMs,
    ref: { backend: "slurm", id: submission.id, nativeId: "7" },
  };
}

function row(word: string, changes: Partial<ListedJob> = {}): ListedJob {
  return { number: "7", word, reason: "None", nodeList: "node1", ...changes };
}

function ended(
  exitCode: number,
  { agoMs = 1_000, cause }: { agoMs?: number; cause?: string } = {},
): Markers {
  const exit = { exitCode, host: "node1", endedMs: NOW_MS - agoMs };
  return {
    start: { number: "7", host: "node1", startedMs: NOW_MS - agoMs - 90_000, restarts: 0 },
    exit: cause === undefined ? exit : { ...exit, cause },
  };
}

function verdict(evidence: Partial<Evidence>) {
  return judge({ job: job(), markers: {}, ...evidence }, NOW_MS);
}

Deno.test("judge() takes the controller's word, and the code from the script's own record", () => {
  const failed = verdict({ queue: row("FAILED"), markers: ended(3) });
  assert.deepEqual([failed.state, failed.exitCode], ["failed", 3]);
  const killed = verdict({ queue: row("FAILED"), details: { signal: 9 } });
  assert.deepEqual([killed.exitCode, killed.signal], [137, 9]);
});

Deno.test("judge() does not report Slurm's 0:0 as an exit code of the command", () => {
  for (const word of ["TIMEOUT", "CANCELLED by 1000", "NODE_FAIL"]) {
    assert.equal(verdict({ account: row(word, { exitCode: 0 }) }).exitCode, undefined, word);
  }
});

Deno.test("judge() says what to do where a job was ended for nothing that it did", () => {
  for (const listed of [{ queue: row("PREEMPTED") }, { account: row("NODE_FAIL") }]) {
    const { state, reason } = verdict(listed);
    assert.equal(state, "node_failed");
    assert.match(
      reason ?? "",
      /^its (place was taken|node failed).*; submit it again; with --requeue/,
    );
  }
});

Deno.test("judge() counts an unknown word as running", () => {
  const { state, nativeState } = verdict({ queue: row("HOVERING") });
  assert.deepEqual([state, nativeState], ["running", "HOVERING"]);
});

Deno.test("judge() never moves a job back when accounting is behind", () => {
  const running = verdict({ account: row("RUNNING"), markers: ended(0) });
  assert.deepEqual([running.state, running.exitCode], ["succeeded", 0]);
  const { exit: _exit, ...begun } = ended(0);
  assert.equal(verdict({ account: row("PENDING"), markers: begun }).state, "running");
  const pending = verdict({ queue: row("FAILED"), account: row("RUNNING", { exitCode: 0 }) });
  assert.deepEqual([pending.state, pending.exitCode], ["failed", undefined]);
});

Deno.test("judge() works without accounting, from the marker alone", () => {
  const states = [
    [ended(0), "succeeded"],
    [ended(3), "failed"],
    [ended(143, { cause: "TERM" }), "cancelled"],
  ] as const;
  for (const [markers, state] of states) assert.equal(verdict({ markers }).state, state);
  const limited = job({ resources: { walltimeSec: 60 } });
  assert.equal(
    verdict({ job: limited, markers: ended(143, { cause: "TERM" }) }).state,
    "timed_out",
  );
});

Deno.test("judge() waits for a new job to be listed, and calls an old one lost, never failed", () => {
  assert.equal(verdict({ job: job({}, NOW_MS - 5_000) }).state, "queued");
  assert.equal(verdict({}).state, "lost");
});

Deno.test("judge() waits for an epilog, but not for ever", () => {
  assert.equal(
    verdict({ queue: row("COMPLETING"), markers: ended(0, { agoMs: 10_000 }) }).state,
    "running",
  );
  assert.equal(
    verdict({ queue: row("COMPLETING"), markers: ended(0, { agoMs: 90_000 }) }).state,
    "succeeded",
  );
});

Deno.test("judge() does not take the end of an earlier life for the end of the job", () => {
  const markers = ended(143, { agoMs: 3_600_000, cause: "TERM" });
  const again = row("RUNNING", { startedMs: NOW_MS - 5_000 });
  assert.equal(verdict({ queue: again, markers }).state, "running");
  const killed = row("FAILED", { startedMs: NOW_MS - 5_000 });
  assert.equal(verdict({ queue: killed, markers, details: { signal: 9 } }).signal, 9);
});

Deno.test("judge() tells a job that will never start, in words", () => {
  const { state, reason } = verdict({
    queue: row("PENDING", { reason: "DependencyNeverSatisfied" }),
  });
  assert.equal(state, "held");
  assert.match(reason ?? "", /^DependencyNeverSatisfied: .*never start/);
  const normal = verdict({ queue: row("PENDING", { reason: "Priority" }) });
  assert.deepEqual([normal.state, normal.reason], ["queued", "Priority: other jobs are before it"]);
});

Deno.test("judge() names the missing file system behind 0:53", () => {
  const { reason } = verdict({ queue: row("FAILED"), details: { signal: 53 } });
  assert.match(reason ?? "", /same file system/);
});

Deno.test("statusOfJob() takes the estimated start of a waiting job for what it is", () => {
  const queue = row("PENDING", {
    startedMs: NOW_MS + 1_000,
    endedMs: NOW_MS + 9_000,
    nodeList: "",
  });
  const status = statusOfJob({ job: job(), queue, markers: {} }, NOW_MS);
  assert.equal(status.expectedStartMs, NOW_MS + 1_000);
  assert.deepEqual([status.startedMs, status.endedMs, status.nodes], [undefined, undefined, []]);
});

Deno.test("statusOfJob() gives no end of a running job, whose end in squeue is its limit's", () => {
  const queue = row("RUNNING", { startedMs: OLD_MS, endedMs: NOW_MS + 9_000 });
  const status = statusOfJob({ job: job(), queue, markers: {} }, NOW_MS);
  assert.deepEqual([status.startedMs, status.endedMs], [OLD_MS, undefined]);
});

Deno.test("statusOfArray() counts tasks from both listings and from markers", () => {
  const array = job({ array: { indices: [0, 1, 2, 3, 4] } });
  const queue = [row("RUNNING", { taskIndex: 0 }), row("PENDING", { waitingTasks: [3, 4] })];
  const account = [row("COMPLETED", { taskIndex: 1 })];
  assert.deepEqual(findUnlistedTasks(array, [...queue, ...account]), [2]);
  const unlisted = new Map([[2, { job: array, markers: ended(1) }]]);
  const status = statusOfArray({ job: array, queue, account, unlisted }, NOW_MS);
  assert.deepEqual(status.tasks, { running: 1, succeeded: 1, failed: 1, queued: 2 });
  assert.equal(status.state, "running");
});
