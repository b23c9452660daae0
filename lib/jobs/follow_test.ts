import assert from "node:assert/strict";
import { TesseraError } from "../core/errors.ts";
import { type FollowClock, followJobs } from "./follow.ts";
import type { JobState, JobStatus } from "./job.ts";
import type { SubmittedJob, Submitter } from "./submitter.ts";
import { exampleJob, exampleStatus } from "./testing.ts";

const PACE = { firstMs: 100, maxMs: 1_000 };

/** A clock that only waiting moves. */
function fakeClock(): FollowClock & { readonly pauses: number[] } {
  let nowMs = 0;
  const pauses: number[] = [];
  return {
    pauses,
    now: () => nowMs,
    pause(durationMs, signal) {
      signal?.throwIfAborted();
      nowMs += durationMs;
      pauses.push(Math.round(durationMs));
      return Promise.resolve();
    },
  };
}

/** A backend that answers from a script: one entry for each question. */
function scripted(
  answers: readonly (readonly JobState[] | TesseraError)[],
): Submitter & { readonly asked: string[][] } {
  const asked: string[][] = [];
  return {
    name: "scripted",
    asked,
    status(jobs: readonly SubmittedJob[]): Promise<JobStatus[]> {
      const answer = answers[Math.min(asked.length, answers.length - 1)];
      asked.push(jobs.map(({ id }) => id));
      if (answer instanceof TesseraError) return Promise.reject(answer);
      return Promise.resolve(
        jobs.map(({ id }) => exampleStatus(id, answer?.[Number(id)] ?? "queued")),
      );
    },
    render: () => Promise.reject(new Error("not asked for")),
    submit: () => Promise.reject(new Error("not asked for")),
    find: () => Promise.reject(new Error("not asked for")),
    logs: () => {
      throw new Error("not asked for");
    },
    cancel: () => Promise.reject(new Error("not asked for")),
  };
}

Deno.test("followJobs() asks once for all open jobs, and no more for those that ended", async () => {
  const submitter = scripted([
    ["queued", "running"],
    ["running", "succeeded"],
    ["failed"],
  ]);
  const jobs = ["0", "1"].map((id) => exampleJob(id));
  const seen: string[] = [];
  const clock = fakeClock();
  for await (const statuses of followJobs([{ submitter, pace: PACE, jobs }], { clock })) {
    seen.push([...statuses.values()].map(({ state }) => state).join(" "));
  }
  assert.deepEqual(seen, ["queued running", "running succeeded", "failed succeeded"]);
  assert.deepEqual(submitter.asked, [["0", "1"], ["0", "1"], ["0"]]);
});

Deno.test("followJobs() asks ever more rarely while nothing changes, and sooner after a change", async () => {
  const same: JobState[][] = Array.from({ length: 9 }, () => ["queued"]);
  const submitter = scripted([...same, ["running"], ["succeeded"]]);
  const clock = fakeClock();
  const jobs = [exampleJob("0")];
  const seen = await Array.fromAsync(followJobs([{ submitter, pace: PACE, jobs }], { clock }));
  assert.equal(seen.length, 3);
  assert.deepEqual(clock.pauses, [100, 150, 225, 338, 506, 759, 1000, 1000, 1000, 100]);
});

Deno.test("followJobs() asks for lost jobs more rarely, and still finds their end", async () => {
  const submitter = scripted([["lost", "running"], ["lost", "running"], [
    "succeeded",
    "succeeded",
  ]]);
  const jobs = ["0", "1"].map((id) => exampleJob(id));
  const clock = fakeClock();
  const seen = await Array.fromAsync(followJobs([{ submitter, pace: PACE, jobs }], { clock }));
  assert.deepEqual(submitter.asked, [["0", "1"], ["1"], ["1"], ["0"]]);
  const last = seen.at(-1);
  assert.deepEqual([...last?.values() ?? []].map(({ state }) => state), ["succeeded", "succeeded"]);
});

Deno.test("followJobs() outlives a backend that is away for a while, but not at first", async () => {
  const away = new TesseraError("unavailable", "Cannot reach the controller");
  const problems: string[] = [];
  const options = {
    clock: fakeClock(),
    onProblem: ({ message }: TesseraError) => void problems.push(message),
  };
  const jobs = [exampleJob("0")];
  const later = scripted([["running"], away, away, ["succeeded"]]);
  const seen = await Array.fromAsync(
    followJobs([{ submitter: later, pace: PACE, jobs }], options),
  );
  assert.equal(seen.length, 2);
  assert.equal(problems.length, 2);
  const first = followJobs([{ submitter: scripted([away]), pace: PACE, jobs }], options);
  await assert.rejects(Array.fromAsync(first), (error) => error === away);
  const broken = new TesseraError("bad_input", "no such cluster");
  const wrong = followJobs(
    [{ submitter: scripted([["running"], broken]), pace: PACE, jobs }],
    options,
  );
  await assert.rejects(Array.fromAsync(wrong), (error) => error === broken);
});

Deno.test("followJobs() ends with the signal's reason, and gives nothing for no jobs", async () => {
  const controller = new AbortController();
  const clock = fakeClock();
  const submitter = scripted([["running"]]);
  const jobs = [exampleJob("0")];
  const reason = new Error("enough");
  await assert.rejects(async () => {
    const followed = followJobs([{ submitter, pace: PACE, jobs }], {
      clock,
      signal: controller.signal,
    });
    for await (const _ of followed) controller.abort(reason);
  }, (error) => error === reason);
  assert.deepEqual(await Array.fromAsync(followJobs([])), []);
});

Deno.test("followJobs() asks each backend at its own pace", async () => {
  const fast = scripted([["queued"], ["queued"], ["queued"], ["succeeded"]]);
  const slow = scripted([["queued", "queued"], ["queued", "succeeded"]]);
  const clock = fakeClock();
  await Array.fromAsync(followJobs([
    { submitter: fast, pace: { firstMs: 10, maxMs: 10 }, jobs: [exampleJob("0")] },
    { submitter: slow, pace: { firstMs: 1_000, maxMs: 1_000 }, jobs: [exampleJob("1")] },
  ], { clock }));
  assert.equal(fast.asked.length, 4);
  assert.equal(slow.asked.length, 2);
});
