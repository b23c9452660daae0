import assert from "node:assert/strict";
import { wordOf } from "./fields.ts";
import { readQueuedJobs, readRecordNumbers } from "./queued_jobs.ts";
import { RECORDED } from "./testing.ts";

Deno.test("readQueuedJobs() reads the jobs of every version alike", () => {
  for (const { release, queue } of Object.values(RECORDED)) {
    const rows = readQueuedJobs(queue);
    assert.ok(rows !== undefined, release);
    const [failed, killed, waiting, running, held] = rows;
    assert.deepEqual([failed?.word, failed?.exitCode, failed?.signal], ["FAILED", 3, undefined]);
    assert.equal(failed?.reason, "NonZeroExitCode");
    assert.deepEqual([killed?.word, killed?.exitCode, killed?.signal], ["FAILED", undefined, 9]);
    assert.deepEqual([waiting?.word, waiting?.waitingTasks], ["PENDING", [2, 4, 5, 6]]);
    assert.equal(waiting?.startedMs, undefined);
    assert.deepEqual([running?.word, running?.taskIndex], ["RUNNING", 0]);
    assert.equal(running?.number, waiting?.number);
    assert.deepEqual([held?.word, held?.reason], ["PENDING", "JobHeldUser"]);
    for (const row of rows) {
      assert.equal(row.comment, "tessera:0123456789 a note");
      assert.equal(row.workdir, "/tmp");
      assert.ok((row.submittedMs ?? 0) > 1.7e12, "expected milliseconds");
    }
  }
});

Deno.test("readQueuedJobs() marks a list of waiting tasks that was cut off", () => {
  const job = JSON.parse(
    '{"job_id":5,"array_job_id":5,"array_task_id":null,"array_task_string":"1,3,5-8:3,...%2","job_state":"PENDING"}',
  );
  const [row] = readQueuedJobs({ jobs: [job] }) ?? [];
  assert.deepEqual([row?.waitingTasks, row?.hasUnnamedTasks], [[1, 3, 5, 8], true]);
});

Deno.test("readQueuedJobs() gives nothing for an answer of another shape", () => {
  assert.equal(readQueuedJobs({ jobs: [{ id: 1 }] }), undefined);
  assert.equal(readQueuedJobs("<html>"), undefined);
});

Deno.test("readRecordNumbers() names every record of an array", () => {
  const { queue } = RECORDED["v0.0.38"];
  assert.deepEqual(readRecordNumbers(queue, "122"), ["122", "124"]);
  assert.deepEqual(readRecordNumbers(queue, "120"), ["120"]);
  assert.deepEqual(readRecordNumbers(queue, "124"), []);
});

Deno.test("wordOf() gives the flag before the state, as squeue does", () => {
  assert.equal(wordOf(["RUNNING"]), "RUNNING");
  assert.equal(wordOf(["FAILED", "COMPLETING"]), "COMPLETING");
  assert.equal(wordOf(["PENDING", "REQUEUE_HOLD"]), "REQUEUE_HOLD");
  assert.equal(wordOf(["RUNNING", "EXPEDITING"]), "RUNNING");
  assert.equal(wordOf([]), "");
});
