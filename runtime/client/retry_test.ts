import assert from "node:assert/strict";
import {
  connectionFailureOf,
  type FailedAttempt,
  pauseBeforeRetry,
  retryAfterMs,
} from "./retry.ts";

const POST: FailedAttempt = {
  failure: "broken",
  attempts: 1,
  isRead: false,
  hadAnswer: true,
  elapsedMs: 3,
};

Deno.test("pauseBeforeRetry() repeats a call at once and once when an idle connection broke", () => {
  assert.equal(pauseBeforeRetry(POST), 0);
  assert.equal(pauseBeforeRetry({ ...POST, attempts: 2 }), null);
  assert.equal(pauseBeforeRetry({ ...POST, hadAnswer: false }), null);
  assert.equal(pauseBeforeRetry({ ...POST, elapsedMs: 5_000 }), null);
});

Deno.test("pauseBeforeRetry() repeats with growing pauses when nothing was sent or only read", () => {
  for (const safe of [{ ...POST, isRead: true }, { ...POST, failure: "not_connected" as const }]) {
    assert.ok(Number(pauseBeforeRetry(safe)) >= 100);
    assert.ok(Number(pauseBeforeRetry({ ...safe, attempts: 2 })) >= 200);
    assert.equal(pauseBeforeRetry({ ...safe, attempts: 3 }), null);
  }
});

Deno.test("retryAfterMs() reads seconds and dates when there is a header", () => {
  const nowMs = Date.parse("2026-01-01T00:00:00Z");
  assert.equal(retryAfterMs("2", nowMs), 2_000);
  assert.equal(retryAfterMs("Thu, 01 Jan 2026 00:00:05 GMT", nowMs), 5_000);
  assert.equal(retryAfterMs("Wed, 31 Dec 2025 00:00:05 GMT", nowMs), 0);
  assert.equal(retryAfterMs("soon", nowMs), null);
  assert.equal(retryAfterMs(null, nowMs), null);
});

Deno.test("connectionFailureOf() tells what this Deno says when a connection fails", async () => {
  const failureOf = async (url: string) => {
    const body = ReadableStream.from([new Uint8Array(1)]);
    try {
      await (await fetch(url, { method: "POST", body })).body?.cancel();
    } catch (error) {
      return connectionFailureOf(error);
    }
  };
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const url = `http://127.0.0.1:${listener.addr.port}`;
  const closing = (async () => {
    const connection = await listener.accept();
    await connection.read(new Uint8Array(1_000));
    connection.close();
  })();
  assert.equal(await failureOf(url), "broken");
  await closing;
  listener.close();
  assert.equal(await failureOf(url), "not_connected");
  assert.equal(connectionFailureOf(new TypeError("Invalid URL")), null);
  assert.equal(connectionFailureOf(new Error("client error (Connect)")), null);
});
