import assert from "node:assert/strict";
import type { JobStatus } from "../../jobs/job.ts";
import { exampleSpec, exampleStatus } from "../../jobs/testing.ts";
import { jobFailure } from "./job_end.ts";
import { describeStanding } from "./job_state_line.ts";

const JOB = {
  folder: "/nowhere",
  record: {
    id: "abc",
    backend: "slurm",
    createdMs: 0,
    spec: exampleSpec({ command: ["/opt/tessera", "run"] }),
    secretNames: [],
  },
};

function status(changes: Partial<JobStatus>): JobStatus {
  return { ...exampleStatus("abc", "failed"), ...changes };
}

Deno.test("jobFailure() tells a program that the node does not see from one that failed", () => {
  const missing = jobFailure(JOB, status({ exitCode: 127, nodes: ["node3"] }), { action: "serve" });
  assert.equal(missing.code, "unavailable");
  assert.match(missing.message, /could not start "\/opt\/tessera" on node3$/);
  assert.match(missing.hint ?? "", /file system that the nodes share/);
  const when = " before it was ready";
  const failed = jobFailure(JOB, status({ exitCode: 3 }), { action: "serve", when });
  assert.equal(failed.code, "failed");
  assert.equal(
    failed.message,
    'Cannot serve: job "abc" ended before it was ready: failed (exit code 3)',
  );
});

Deno.test("jobFailure() keeps the kind of failure for the exit code", () => {
  const codeOf = (state: JobStatus["state"]) =>
    jobFailure(JOB, status({ state }), { action: "x" }).code;
  assert.deepEqual(
    (["timed_out", "node_failed", "out_of_memory", "cancelled"] as const).map(codeOf),
    ["timed_out", "unavailable", "failed", "failed"],
  );
});

Deno.test("describeStanding() says why a job waits and when it may start, or where it runs", () => {
  const waits = status({ state: "queued", reason: "Priority", expectedStartMs: 301_000 });
  assert.equal(describeStanding(waits, 1_000), "queued (Priority), expected to start in 5m 0s");
  assert.equal(describeStanding(waits, 400_000), "queued (Priority)");
  const runs = status({ state: "running", nodes: ["node1"], startedMs: 1_000 });
  assert.equal(describeStanding(runs, 13_000), "running on node1 for 12 s");
  assert.equal(describeStanding(runs, 0), "running on node1 for 0 s");
});
