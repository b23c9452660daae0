import assert from "node:assert/strict";
import { CallTurns, QUICK_DEPTH } from "./call_turns.ts";

/** Turns by a clock that the test sets, and the calls that got through. */
function turnsAt(workers: number) {
  const clock = { ms: 0 };
  const turns = new CallTurns(workers, () => clock.ms);
  const through: ReturnType<CallTurns["start"]>[] = [];
  const call = async () => {
    await turns.begin();
    through.push(turns.start());
  };
  return { clock, through, call };
}

Deno.test("one call for each worker is let through while calls are long", async () => {
  const { clock, through, call } = turnsAt(2);
  const calls = [call(), call(), call()];
  await Promise.all(calls.slice(0, 2));
  assert.equal(through.length, 2);
  clock.ms = 1_000;
  assert.equal(through[0]?.end(), 1);
  await calls[2];
  assert.equal(through.length, 3);
});

Deno.test("more are let through while calls are quick, and their time is shared out", async () => {
  const { clock, through, call } = turnsAt(1);
  const calls = Array.from({ length: 2 + QUICK_DEPTH }, call);
  await calls[0];
  clock.ms = 1;
  through[0]?.end();
  await Promise.all(calls.slice(1, 1 + QUICK_DEPTH));
  assert.equal(through.length, 1 + QUICK_DEPTH);
  clock.ms = 1 + 8;
  // four were at the worker when the last of them came
  assert.equal(through.at(-1)?.end(), 0.008 / QUICK_DEPTH);
  clock.ms = 1_000;
  through[1]?.end(); // took long: no more than one at a time again
  assert.equal(through.length, 1 + QUICK_DEPTH);
  through.slice(2, -1).forEach((turn) => turn.end());
  await calls.at(-1);
});
