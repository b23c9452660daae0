import assert from "node:assert/strict";
import type { JobStatus } from "../../../jobs/job.ts";
import { exampleSpec, exampleStatus } from "../../../jobs/testing.ts";
import { jobJson, jobRow } from "./describe.ts";

const START_MS = 1_700_000_000_000;
const NOW_MS = START_MS + 125_400;

function known(status: Partial<JobStatus>, array?: number[]) {
  const spec = exampleSpec(array === undefined ? {} : { array: { indices: array } });
  const id = "0123456789";
  const record = { id, backend: "slurm", createdMs: START_MS, spec, secretNames: [] };
  return {
    job: { record, folder: "/f" },
    status: { ...exampleStatus(id, "queued"), submittedMs: START_MS, ...status },
  };
}

Deno.test("jobRow() says what a person wants to know of each state", () => {
  const rows: [Partial<JobStatus>, string[]][] = [
    [{ reason: "Priority" }, ["queued", "waits 2m 5s", "-", "Priority"]],
    [{ state: "running", startedMs: NOW_MS - 5_000, nodes: ["n1"] }, ["running", "5 s", "n1", ""]],
    [
      { state: "failed", exitCode: 3, startedMs: START_MS, endedMs: START_MS, nodes: ["a", "b"] },
      ["failed", "0 s", "a,b", "exit code 3"],
    ],
    [
      { state: "failed", exitCode: 137, signal: 9, reason: "why\nnot", nodes: ["a", "b", "c"] },
      ["failed", "-", "a +2", "signal 9; why not"],
    ],
    [{ state: "timed_out", exitCode: 143 }, ["timed out", "-", "-", ""]],
    // clocks of nodes differ
    [{ state: "running", startedMs: NOW_MS + 9_000 }, ["running", "0 s", "-", ""]],
  ];
  for (const [status, [state, time, nodes, reason]] of rows) {
    assert.deepEqual(jobRow(known(status), NOW_MS), [
      "0123456789",
      "example",
      "slurm",
      state,
      time,
      nodes,
      reason,
    ]);
  }
});

Deno.test("jobJson() tells programs what an array is made of, and that an id is missing", () => {
  const status = exampleStatus("0123456789", "submitting");
  const found = jobJson(known({
    ref: { ...status.ref, nativeId: "" },
    state: "running",
    tasks: { running: 1, queued: 2 },
  }, [0, 1, 2, 5]));
  assert.equal(found.nativeId, null);
  assert.equal(found.array, "0-2,5");
  assert.deepEqual(found.tasks, { running: 1, queued: 2 });
  assert.equal(found.isFinal, false);
  assert.equal("secrets" in found, false);
});
