import assert from "node:assert/strict";
import { parseSlurmOptions } from "./options.ts";

Deno.test("parseSlurmOptions() takes what a command line gives as text", () => {
  const options = parseSlurmOptions({
    exclusive: "true",
    nice: "100",
    memoryPerCpu: "2G",
    setupLines: "module load cuda",
    extra: "--switches=1",
  });
  assert.equal(options.exclusive, true);
  assert.equal(options.nice, 100);
  assert.equal(options.memoryPerCpu, 2 * 1024 ** 3);
  assert.deepEqual(options.setupLines, ["module load cuda"]);
  assert.deepEqual(options.extra, ["--switches=1"]);
  assert.deepEqual(parseSlurmOptions(undefined).extra, []);
});

Deno.test("parseSlurmOptions() names an unknown option and the nearest one", () => {
  assert.throws(() => parseSlurmOptions({ partitoin: "debug" }), {
    code: "bad_input",
    message:
      'Cannot use the options for Slurm: "partitoin" is not one of them, did you mean "partition"',
  });
});

Deno.test("parseSlurmOptions() refuses extra options that Tessera sets itself", () => {
  const cases: readonly [string, RegExp][] = [
    ["--job-name=x", /give the job a name instead/],
    ["--parti=debug", /short for --partition; use the option "partition" instead/],
    ["-p", /expected a long option/],
    ["debug", /expected a long option/],
    ["--output=x\ny", /control character/],
  ];
  for (const [option, message] of cases) {
    assert.throws(() => parseSlurmOptions({ extra: [option] }), { message }, option);
  }
  for (const option of ["--gpus=2", "--switches=1", "--hint=nomultithread", "--gres-flags=x"]) {
    assert.deepEqual(parseSlurmOptions({ extra: [option] }).extra, [option]);
  }
});

Deno.test("parseSlurmOptions() refuses text that a directive cannot hold", () => {
  for (const comment of ["a\nb", "back\\slash", ""]) {
    assert.throws(() => parseSlurmOptions({ comment }), { code: "bad_input" }, comment);
  }
});
