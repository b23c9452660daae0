import assert from "node:assert/strict";
import type { ByteStream } from "./storage.ts";
import { IdleTimer, timedStream, withLimit } from "./time_limit.ts";

const ACT = { verb: "write", location: "test://a" };

/** Settles as the signal does. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) =>
    signal.addEventListener("abort", () => reject(signal.reason), { once: true })
  );
}

Deno.test("withLimit() ends what takes too long, and what the caller ends", async () => {
  const late = withLimit({ act: ACT, limitMs: 1 }, aborted);
  await assert.rejects(late, { code: "unavailable", message: /did nothing for 0.001 s/ });
  const controller = new AbortController();
  const limit = { act: ACT, limitMs: 3_600_000, signal: controller.signal };
  const cancelled = withLimit(limit, aborted);
  controller.abort(new Error("enough"));
  await assert.rejects(cancelled, /enough/);
  assert.equal(await withLimit({ act: ACT, limitMs: 3_600_000 }, () => Promise.resolve(7)), 7);
});

Deno.test("timedStream() counts the time of the reader, not that of the source", async () => {
  const timer = new IdleTimer({ act: ACT, limitMs: 1 });
  const slow: ByteStream = new ReadableStream({
    async pull(controller) {
      await Deno.stat("."); // longer than nothing, whatever the clock says
      controller.enqueue(new Uint8Array(1));
    },
  }, { highWaterMark: 0 });
  const reader = timedStream(slow, timer).getReader();
  await reader.read();
  await assert.rejects(aborted(timer.signal), /did nothing/);
  await reader.cancel();
  timer.end();
  timer.start();
});
