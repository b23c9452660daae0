import assert from "node:assert/strict";
import type { JobSpec } from "../job.ts";
import { checkRequest } from "./request.ts";
import { formatArray, formatWalltime, sbatchOptions } from "./sbatch_options.ts";
import { sbatchArguments } from "./sbatch.ts";
import { exampleSubmission } from "./example_submission.ts";

function options(changes: Partial<JobSpec>, folder = "/jobs/x"): string[] {
  return sbatchOptions(checkRequest(exampleSubmission(folder, changes)));
}

Deno.test("sbatchOptions() says where things go, and whether the job may be started again", () => {
  assert.deepEqual(options({}, "/jobs/100%"), [
    "--job-name=example",
    "--chdir=/jobs/100%",
    "--output=/jobs/100%%/stdout",
    "--error=/jobs/100%%/stderr",
    "--open-mode=append",
    "--no-requeue",
  ]);
});

Deno.test("sbatchOptions() maps every resource and option", () => {
  const found = options({
    resources: {
      nodes: 2,
      tasks: 8,
      tasksPerNode: 4,
      cpusPerTask: 3,
      gpusPerNode: { count: 2, type: "a100" },
      memoryPerNodeBytes: 1_500_000_000,
      walltimeSec: 90,
    },
    isRequeueable: true,
    warningSec: 60,
    array: { indices: [0, 1, 2, 7], maxRunning: 3 },
    dependencies: [
      { job: { backend: "slurm", id: "a", nativeId: "1" }, after: "success" },
      { job: { backend: "slurm", id: "b", nativeId: "2;alpha" }, after: "end" },
    ],
    slurm: { partition: "a,b", exclusive: true, licenses: "m:1", extra: ["--switches=1"] },
  }).slice(5);
  assert.deepEqual(found, [
    "--time=0-00:01:30",
    "--nodes=2",
    "--ntasks=8",
    "--ntasks-per-node=4",
    "--cpus-per-task=3",
    "--mem=1431M",
    "--gpus-per-node=a100:2",
    "--partition=a,b",
    "--licenses=m:1",
    "--exclusive",
    "--array=0-2,7%3",
    "--dependency=afterok:1,afterany:2",
    "--kill-on-invalid-dep=yes",
    "--signal=B:USR1@60",
    "--requeue",
    "--switches=1",
  ]);
});

Deno.test("sbatchOptions() asks for GPUs in the way of the site", () => {
  const resources = { gpusPerNode: { count: 1, type: "v100" } };
  const gres = options({ resources, slurm: { gpuOption: "gres" } });
  assert.ok(gres.includes("--gres=gpu:v100:1"));
  assert.ok(!gres.some((option) => option.startsWith("--gpus-per-node")));
});

Deno.test("sbatchArguments() marks the job, before the user's own comment", () => {
  const request = checkRequest(exampleSubmission("/jobs/x", { slurm: { comment: "run 3" } }));
  const found = sbatchArguments(request);
  assert.deepEqual(found.slice(0, 2), ["--parsable", "--comment=tessera:0123456789 run 3"]);
  assert.equal(found.at(-1), "/jobs/x/script.sh");
});

Deno.test("formatWalltime() writes days, hours, minutes and seconds", () => {
  const cases: readonly [number, string][] = [
    [0.2, "0-00:00:01"],
    [59.5, "0-00:01:00"],
    [3_661, "0-01:01:01"],
    [90_061, "1-01:01:01"],
    [31 * 86_400, "31-00:00:00"],
  ];
  for (const [sec, text] of cases) assert.equal(formatWalltime(sec), text);
});

Deno.test("formatArray() joins neighbours", () => {
  assert.equal(formatArray({ indices: [4] }), "4");
  assert.equal(formatArray({ indices: [0, 2, 3, 4, 9, 10] }), "0,2-4,9-10");
});

Deno.test("checkRequest() refuses what Slurm cannot do, and says what to do instead", () => {
  const job = { backend: "local", id: "0abc", nativeId: "1" };
  const cases: readonly [Partial<JobSpec>, RegExp][] = [
    [{ name: "a b" }, /its name is not made of/],
    [{ command: [] }, /it has no command/],
    [{ workdir: "here" }, /its working folder is "here"/],
    [{ resources: { nodes: 0 } }, /nodes is 0/],
    [{ warningSec: 70_000 }, /warned 70000 s/],
    [{ array: { indices: [] } }, /no indices/],
    [{ dependencies: [{ job, after: "end" }] }, /job 0abc of local/],
    [
      { resources: { memoryPerNodeBytes: 1 }, slurm: { memoryPerCpu: "1G" } },
      /both the memory of a node and of a CPU/,
    ],
  ];
  for (const [changes, message] of cases) {
    assert.throws(() => options(changes), { code: "bad_input", message }, String(message));
  }
  assert.throws(() => options({}, "/jobs/a\\b"), { message: /without backslashes/ });
});
