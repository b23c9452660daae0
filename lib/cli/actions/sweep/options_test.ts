import assert from "node:assert/strict";
import { TesseraError } from "../../../core/errors.ts";
import { askedSettings, readSweepOptions, refuseJobOptions, workersHere } from "./options.ts";

Deno.test("askedSettings() has what was asked for, and 0 as no limit", () => {
  const options = readSweepOptions({ wait: true, timeout: 0, retries: 3 });
  assert.deepEqual(askedSettings(options), { timeoutMs: null, retries: 3 });
});

Deno.test("refuseJobOptions() names the option that means nothing without a job", () => {
  refuseJobOptions(readSweepOptions({ wait: true, retries: 3 }));
  for (
    const [options, flag] of [
      [{ wait: true, cpusPerTask: 3 }, "--cpus-per-task"],
      [{ wait: false }, "--no-wait"],
    ] as const
  ) {
    assert.throws(
      () => refuseJobOptions(readSweepOptions(options)),
      (error) => error instanceof TesseraError && error.message.includes(flag),
    );
  }
});

Deno.test("workersHere() takes what was asked for, or the cores of the scheduler's task", () => {
  assert.equal(workersHere(3, { SLURM_CPUS_PER_TASK: "8" }), 3);
  assert.equal(workersHere(null, { SLURM_CPUS_PER_TASK: "8" }), 8);
  assert.equal(workersHere(null, { SLURM_CPUS_ON_NODE: "4" }), 4);
  assert.equal(workersHere(null, {}), navigator.hardwareConcurrency);
});
