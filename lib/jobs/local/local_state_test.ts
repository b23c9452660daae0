import assert from "node:assert/strict";
import type { JobState } from "../job.ts";
import { exampleJob, exampleSpec } from "../testing.ts";
import { parseEvents } from "./events.ts";
import { type LocalFacts, localStatus } from "./local_state.ts";

const SEEN = "start - 10 99 1700000001\n";
const STARTED = parseEvents(SEEN);

function facts(changes: Partial<LocalFacts> = {}): LocalFacts {
  return {
    job: exampleJob("0123456789"),
    marker: undefined,
    events: STARTED,
    supervisor: "alive",
    host: "node",
    hasOrphans: false,
    ...changes,
  };
}

function marker(exitCode: number, cause: string) {
  return { exitCode, cause, host: "node", endedMs: 1_700_000_002_000 };
}

Deno.test("parseEvents() leaves an unfinished line for later", () => {
  const { starts, ends } = parseEvents("start 3 10 99 5\nend 3 0 exited 6\nend 4 1");
  assert.deepEqual(starts.get("3"), { pid: 10, startTicks: "99", atMs: 5_000 });
  assert.deepEqual([...ends.keys()], ["3"]);
});

Deno.test("localStatus() goes by the marker first, then by who is still there", () => {
  const none = parseEvents("");
  const cases: [Partial<LocalFacts>, JobState][] = [
    [{ events: none }, "queued"],
    [{}, "running"],
    [{ marker: marker(0, "exited"), supervisor: "gone" }, "succeeded"],
    [{ marker: marker(3, "exited"), supervisor: "gone" }, "failed"],
    [{ marker: marker(0, "timed_out"), supervisor: "gone" }, "timed_out"],
    [{ marker: marker(0, "cancelled"), supervisor: "gone" }, "cancelled"],
    [{ marker: marker(1, "never_met"), events: none, supervisor: "gone" }, "cancelled"],
    [{ marker: marker(0, "a later word"), supervisor: "gone" }, "failed"],
    [{ supervisor: "gone" }, "failed"],
    [{ supervisor: "gone", hasOrphans: true }, "lost"],
    [{ supervisor: "gone", events: parseEvents(`${SEEN}end - 0 exited 6\n`) }, "succeeded"],
    [{ supervisor: "gone", events: parseEvents(`${SEEN}end - 9 exited 6\n`) }, "failed"],
    [{ supervisor: "rebooted" }, "node_failed"],
    [{ supervisor: "elsewhere" }, "running"],
    [{ supervisor: "elsewhere", events: none }, "queued"],
  ];
  for (const [changes, state] of cases) {
    assert.equal(localStatus(facts(changes)).state, state, JSON.stringify(changes));
  }
});

Deno.test("localStatus() reads signals from exit codes, and has none of a command that never ran", () => {
  const killed = localStatus(facts({ marker: marker(137, "exited") }));
  assert.deepEqual([killed.exitCode, killed.signal], [137, 9]);
  const early = localStatus(facts({ marker: marker(143, "cancelled"), events: parseEvents("") }));
  assert.deepEqual([early.exitCode, early.signal, early.startedMs], [
    undefined,
    undefined,
    undefined,
  ]);
  assert.deepEqual(early.nodes, []);
});

Deno.test("localStatus() counts the tasks of an array, those that never started as well", () => {
  const job = exampleJob("0123456789", { spec: exampleSpec({ array: { indices: [1, 2, 3, 4] } }) });
  const events = parseEvents(
    "start 1 10 99 5\nend 1 0 exited 6\nstart 2 11 99 6\nend 2 1 exited 7\nstart 3 12 99 7\n",
  );
  assert.deepEqual(localStatus(facts({ job, events })).tasks, {
    succeeded: 1,
    failed: 1,
    running: 1,
    queued: 1,
  });
  assert.deepEqual(localStatus(facts({ job, events, marker: marker(143, "cancelled") })).tasks, {
    succeeded: 1,
    failed: 2,
    cancelled: 1,
  });
});
