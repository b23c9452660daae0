import assert from "node:assert/strict";
import { stateOfTasks, stateOfWord } from "./states.ts";

Deno.test("stateOfWord() reads long and short words, and what sacct adds to them", () => {
  const cases: readonly [string, string][] = [
    ["PENDING", "queued"],
    ["PD", "queued"],
    ["CONFIGURING", "starting"],
    ["COMPLETING", "running"],
    ["SUSPENDED", "suspended"],
    ["REQUEUE_HOLD", "held"],
    ["COMPLETED", "succeeded"],
    ["CANCELLED by 1000", "cancelled"],
    ["CANCELLED+", "cancelled"],
    ["DEADLINE", "timed_out"],
    ["OUT_OF_MEMORY", "out_of_memory"],
    ["PREEMPTED", "node_failed"],
    ["BOOT_FAIL", "node_failed"],
  ];
  for (const [word, state] of cases) assert.equal(stateOfWord(word), state, word);
});

Deno.test("stateOfWord() never takes a word that it does not know for an end", () => {
  for (const word of ["HOVERING", "", "COMPLETEDISH"]) {
    assert.equal(stateOfWord(word), "running", word);
  }
});

Deno.test("stateOfTasks() tells what an array still does, then what went wrong", () => {
  assert.equal(stateOfTasks({ succeeded: 3, running: 1, failed: 1 }), "running");
  assert.equal(stateOfTasks({ succeeded: 3, held: 1 }), "held");
  assert.equal(stateOfTasks({ succeeded: 3, failed: 1, cancelled: 1 }), "failed");
  assert.equal(stateOfTasks({ succeeded: 3 }), "succeeded");
});
