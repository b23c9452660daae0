import assert from "node:assert/strict";
import { QuickCalls } from "./quick_calls.ts";

const TINY_MS = 0.05;

/** Runs calls one after the other; @returns How many of them were waited for. */
function runAlone(quick: QuickCalls, calls: number, durationMs: number): number {
  let waits = 0;
  for (let call = 0; call < calls; call++) {
    const isWaited = quick.begin();
    if (isWaited) waits++;
    quick.end(durationMs, isWaited);
  }
  return waits;
}

Deno.test("tiny calls that come one at a time are waited for, all but a few", () => {
  const waits = runAlone(new QuickCalls(), 330, TINY_MS);
  assert.equal(waits, 320);
});

Deno.test("long calls are not waited for", () => {
  const quick = new QuickCalls();
  assert.equal(runAlone(quick, 100, 5), 0);
  runAlone(quick, 2, TINY_MS);
  assert.equal(runAlone(quick, 100, 5), 1);
});

Deno.test("calls that come together are not waited for", () => {
  const quick = new QuickCalls();
  runAlone(quick, 1, TINY_MS);
  for (let round = 0; round < 50; round++) {
    const first = quick.begin();
    const second = quick.begin();
    assert.equal(second, false);
    quick.end(TINY_MS, first);
    quick.end(TINY_MS, second);
    if (round > 0) assert.equal(first, false);
  }
});
