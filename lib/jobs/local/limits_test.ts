import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import type { JobSpec } from "../job.ts";
import { exampleSpec } from "../testing.ts";
import { limitsOf } from "./limits.ts";

Deno.test("limitsOf() gives an array as many tasks at a time as there are cores for them", () => {
  const array = { indices: [1, 2, 3] };
  const cores = availableParallelism();
  assert.equal(limitsOf(exampleSpec({ array })).maxRunning, cores);
  assert.equal(limitsOf(exampleSpec({ array: { ...array, maxRunning: 1000 } })).maxRunning, 1000);
  const wide = exampleSpec({ array, resources: { cpusPerTask: cores } });
  assert.equal(limitsOf(wide).maxRunning, 1);
});

Deno.test("limitsOf() warns so long before the limit, and reads the grace", () => {
  const spec = exampleSpec({
    resources: { walltimeSec: 100 },
    warningSec: 30,
    local: { grace: "1500ms" },
  });
  const { walltimeSec, beforeWarningSec, warningSec, graceSec } = limitsOf(spec);
  assert.deepEqual([walltimeSec, beforeWarningSec, warningSec, graceSec], [100, 70, 30, 1.5]);
});

Deno.test("limitsOf() refuses what one machine cannot do, and says what it can", () => {
  const ref = { backend: "slurm", id: "0123456789", nativeId: "1" };
  const refused: [Partial<JobSpec>, RegExp][] = [
    [{ resources: { nodes: 2 } }, /2 nodes, expected 1/],
    [{ resources: { tasks: 4 } }, /4 tasks, expected 1 or an array/],
    [{ resources: { tasksPerNode: 2 } }, /2 tasks per node/],
    [{ resources: { cpusPerTask: 100_000 } }, /100000 CPUs, expected at most/],
    [{ resources: { gpusPerNode: { count: 1 } } }, /GPUs/],
    [{ resources: { memoryPerNodeBytes: 1 } }, /memory/],
    [{ files: { stageIn: [{ local: "/a", remote: "a" }], stageOut: [] } }, /sends files/],
    [{ dependencies: [{ job: ref, after: "end" }] }, /on slurm, expected one on this machine/],
    [{ warningSec: 5 }, /has no limit/],
    [{ warningSec: 5, resources: { walltimeSec: 5 } }, /the limit is 5 s/],
    [{ local: { grase: "1s" } }, /no option "grase"/],
    [{ local: { grace: "soon" } }, /option grace/],
    [{ name: "a\nb" }, /its name/],
  ];
  for (const [changes, message] of refused) {
    assert.throws(() => limitsOf(exampleSpec(changes)), (error: Error & { hint?: string }) => {
      assert.match(error.message, message);
      assert.ok(error.hint !== undefined);
      return true;
    });
  }
});
