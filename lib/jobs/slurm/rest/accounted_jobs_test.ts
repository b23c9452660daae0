import assert from "node:assert/strict";
import { readAccountedJobs } from "./accounted_jobs.ts";
import { RECORDED } from "./testing.ts";

Deno.test("readAccountedJobs() reads states, tasks and signals of every version alike", () => {
  for (const { release, accounts } of Object.values(RECORDED)) {
    const rows = readAccountedJobs(accounts) ?? [];
    const words = rows.map(({ word }) => word).sort();
    assert.deepEqual(words, ["FAILED", "FAILED", "PENDING", "PENDING", "RUNNING"], release);
    assert.deepEqual(rows.flatMap(({ signal }) => signal ?? []), [9], release);
    const running = rows.find(({ word }) => word === "RUNNING");
    assert.equal(running?.taskIndex, 0, release);
    const waiting = rows.filter(({ word }) => word === "PENDING");
    assert.ok(waiting.some(({ number }) => number === running?.number), release);
    assert.deepEqual(waiting.map(({ nodeList }) => nodeList), ["", ""], release);
  }
});

Deno.test("readAccountedJobs() does not believe 22.05 that a failed job ended with 0", () => {
  const exitCodes = (version: keyof typeof RECORDED) =>
    (readAccountedJobs(RECORDED[version].accounts) ?? [])
      .filter(({ word, signal }) => word === "FAILED" && signal === undefined)
      .map(({ exitCode }) => exitCode);
  assert.deepEqual(exitCodes("v0.0.38"), [undefined]);
  assert.deepEqual(exitCodes("v0.0.42"), [3]);
  assert.deepEqual(exitCodes("v0.0.45"), [3]);
});

Deno.test("readAccountedJobs() gives the latest life of a job that was started again", () => {
  const life = (current: string, submission: number) => ({
    "job_id": 7,
    state: { current },
    time: { submission, start: submission, end: 0 },
  });
  for (
    const jobs of [[life("NODE_FAIL", 1), life("RUNNING", 2)], [
      life("RUNNING", 2),
      life("NODE_FAIL", 1),
    ]]
  ) {
    const rows = readAccountedJobs({ jobs });
    assert.deepEqual(rows?.map(({ word, submittedMs }) => [word, submittedMs]), [[
      "RUNNING",
      2_000,
    ]]);
  }
});
