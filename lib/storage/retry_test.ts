import assert from "node:assert/strict";
import { delayMs, pause, retry } from "./retry.ts";
import { StorageError } from "./storage_error.ts";

const POLICY = { tries: 3, firstDelayMs: 0, maxDelayMs: 0 };
const busy = new StorageError("unavailable", "busy", { isTransient: true, retryAfterMs: 4_000 });

Deno.test("retry() repeats transient failures only, and only so often", async () => {
  let calls = 0;
  const failWith = (error: Error) => () => {
    calls++;
    return Promise.reject(error);
  };
  await assert.rejects(retry(failWith(busy), POLICY), busy);
  assert.equal(calls, 3);
  calls = 0;
  await assert.rejects(retry(failWith(new StorageError("denied", "no")), POLICY), /no/);
  assert.equal(calls, 1);
});

Deno.test("delayMs() doubles, waits as long as the service asks, and has a limit", () => {
  const policy = { tries: 9, firstDelayMs: 100, maxDelayMs: 5_000 };
  const other = new StorageError("unavailable", "gone", { isTransient: true });
  assert.ok(delayMs(other, 1, policy) <= 125);
  assert.ok(delayMs(other, 4, policy) >= 600);
  assert.equal(delayMs(busy, 1, policy), 4_000);
  assert.equal(delayMs(other, 20, policy), 5_000);
});

Deno.test("pause() ends at once with the signal's reason", async () => {
  const controller = new AbortController();
  const waiting = pause(3_600_000, controller.signal);
  controller.abort(new Error("enough"));
  await assert.rejects(waiting, /enough/);
});
