import assert from "node:assert/strict";
import { captureIo } from "../captured_io.ts";
import { Interruption } from "./interruption.ts";

const NEVER = new Promise<never>(() => {});

Deno.test("Interruption.race() gives what is waited for", async () => {
  using interruption = new Interruption(captureIo(), { name: `"apply"`, limitMs: 60_000 });
  assert.equal(await interruption.race(Promise.resolve(3)), 3);
  await assert.rejects(interruption.race(Promise.reject(new RangeError("x"))), RangeError);
});

Deno.test("Interruption.race() rejects with the command's error when the user interrupts", async () => {
  const user = new AbortController();
  using interruption = new Interruption(captureIo({ signal: user.signal }), { name: `"apply"` });
  const waiting = interruption.race(NEVER);
  user.abort();
  const expected = {
    code: "interrupted",
    message: 'Cannot finish "apply": it was interrupted',
  };
  await assert.rejects(waiting, expected);
  assert.equal(interruption.signal.aborted, true);
  await assert.rejects(interruption.race(Promise.resolve(3)), expected);
});

Deno.test("Interruption knows of an interrupt that came before it", async () => {
  const signal = AbortSignal.abort();
  using interruption = new Interruption(captureIo({ signal }), { name: "the check" });
  await assert.rejects(interruption.race(NEVER), { code: "interrupted" });
});

Deno.test("Interruption.race() rejects when the limit is reached", async () => {
  using interruption = new Interruption(captureIo(), { name: `"apply"`, limitMs: 1 });
  await assert.rejects(interruption.race(NEVER), {
    code: "timed_out",
    hint: "Pass a longer --timeout",
  });
});
