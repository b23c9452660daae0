import assert from "node:assert/strict";
import { mergeResults } from "./merge.ts";
import { testCaller, testResults, testSweep, testWorker } from "./testing.ts";

const double = testCaller((s) => ({ y: 2 * s }));

Deno.test("runPoints() calls every point once, and the merge has them in order", async () => {
  await using open = await testSweep(25, 4);
  using worker = await testWorker(open);
  const calls: number[] = [];
  const caller = testCaller((s) => calls.push(s) && { y: 2 * s }, 3);
  assert.equal(await worker.run(caller), "nothing_to_take");
  assert.deepEqual(calls.toSorted((a, b) => a - b), Array.from({ length: 25 }, (_, s) => s));
  assert.deepEqual(await mergeResults(open), []);
  const results = await testResults(open);
  assert.deepEqual(results.map(({ index }) => index), Array.from({ length: 25 }, (_, s) => s));
  const { seconds, ...seventh } = results[7] ?? assert.fail();
  assert.ok(seconds >= 0);
  assert.deepEqual(seventh, {
    index: 7,
    status: "succeeded",
    inputs: { s: 7 },
    outputs: { y: 14 },
    error: null,
    attempts: 1,
  });
});

Deno.test("two workers at once share the points", async () => {
  await using open = await testSweep(60, 3);
  using first = await testWorker(open);
  using second = await testWorker(open);
  const calls: number[] = [];
  const caller = testCaller((s) => calls.push(s));
  await Promise.all([first.run(caller), second.run(caller)]);
  assert.deepEqual(calls.toSorted((a, b) => a - b), Array.from({ length: 60 }, (_, s) => s));
  assert.deepEqual(await first.work.state(), { done: 20, free: 0, held: 0 });
});

Deno.test("a point that fails is tried again, and the last error is kept", async () => {
  await using open = await testSweep(3, 2);
  using worker = await testWorker(open);
  const tries = new Map<number, number>();
  const caller = testCaller((s) => {
    tries.set(s, (tries.get(s) ?? 0) + 1);
    if (s === 1 || (s === 2 && tries.get(s) === 1)) throw new Error(`no ${s}, ${tries.get(s)}`);
    return {};
  });
  await worker.run(caller, { retries: 2 });
  await mergeResults(open);
  const results = await testResults(open);
  assert.deepEqual(
    results.map(({ status, error, attempts, outputs }) => [status, error, attempts, outputs]),
    [
      ["succeeded", null, 1, {}],
      ["failed", "no 1, 3", 3, null],
      ["succeeded", null, 2, {}],
    ],
  );
});

Deno.test("inputs that the schema refuses are not tried again", async () => {
  await using open = await testSweep(1, 1);
  using worker = await testWorker(open);
  const caller = {
    ...double,
    call: () => Promise.resolve({ kind: "refused", error: "s is missing" } as const),
  };
  await worker.run(caller, { retries: 5 });
  await mergeResults(open);
  const [result] = await testResults(open);
  assert.deepEqual([result?.error, result?.attempts], ["s is missing", 1]);
});

Deno.test("a worker that is stopped leaves what it has, and the next one does the rest", async () => {
  await using open = await testSweep(30, 10);
  const stop = new AbortController();
  {
    using worker = await testWorker(open);
    const caller = testCaller((s) => s === 13 ? stop.abort(new Error("stop")) : s, 1);
    await assert.rejects(worker.run(caller, { signal: stop.signal }), /stop/);
  }
  using worker = await testWorker(open);
  await worker.tally.look();
  assert.equal(worker.tally.done, 13);
  const calls: number[] = [];
  await worker.run(testCaller((s) => calls.push(s)));
  assert.deepEqual(calls, [20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 13, 14, 15, 16, 17, 18, 19]);
  assert.deepEqual(await mergeResults(open), []);
});

Deno.test("too many failures end the work, however many workers they come from", async () => {
  await using open = await testSweep(40, 2);
  const caller = testCaller((s) => {
    if (s % 2 === 1) throw new Error("odd");
    return s;
  }, 1);
  using first = await testWorker(open);
  assert.equal(await first.run(caller, { maxFailures: 3 }), "too_many_failures");
  await first.tally.look();
  assert.equal(first.tally.failed, 3);
  assert.deepEqual(first.tally.failures(2), [1, 3]);
  using second = await testWorker(open);
  assert.equal(await second.run(caller, { maxFailures: 3 }), "too_many_failures");
  await second.tally.look();
  assert.equal(second.tally.done, first.tally.done);
});

Deno.test("an error that is not the point's ends the work, and leaves no result", async () => {
  await using open = await testSweep(5, 1);
  using worker = await testWorker(open);
  const caller = { ...double, call: () => Promise.reject(new Error("no server")) };
  await assert.rejects(worker.run(caller), /no server/);
  await worker.tally.look();
  assert.equal(worker.tally.done, 0);
});
