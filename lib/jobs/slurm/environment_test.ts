import assert from "node:assert/strict";
import { queryEnvironment, submissionEnvironment } from "./environment.ts";

Deno.test("queryEnvironment() leaves out what changes the output, and keeps the way to the cluster", () => {
  const base = {
    PATH: "/bin",
    SLURM_CONF: "/etc/slurm.conf",
    SQUEUE_FORMAT: "%i",
    SQUEUE_PARTITION: "gpu",
    SACCT_FORMAT: "jobid",
    SCANCEL_INTERACTIVE: "1",
    SLURM_CLUSTERS: "beta",
    SLURM_TIME_FORMAT: "relative",
    LC_ALL: "de_DE.UTF-8",
  };
  assert.deepEqual(queryEnvironment(base), {
    PATH: "/bin",
    SLURM_CONF: "/etc/slurm.conf",
    LC_ALL: "C",
    SLURM_TIME_FORMAT: "%s",
  });
});

Deno.test("submissionEnvironment() keeps a user's defaults outside a job", () => {
  const base = { SBATCH_ACCOUNT: "a", SLURM_CONF: "/c", LC_ALL: "de_DE.UTF-8" };
  assert.deepEqual(submissionEnvironment(base, []), base);
});

Deno.test("submissionEnvironment() leaves out what describes the job it is in", () => {
  const base = {
    PATH: "/bin",
    SLURM_JOB_ID: "1",
    SLURM_JOBID: "1",
    SLURM_MEM_PER_NODE: "300",
    SBATCH_ACCOUNT: "a",
    SRUN_CPUS_PER_TASK: "3",
    SLURMD_NODENAME: "node1",
    CUDA_VISIBLE_DEVICES: "1",
    TESSERA_TASK_INDEX: "3",
    SLURM_CONF: "/c",
    SLURM_JWT: "t",
  };
  assert.deepEqual(submissionEnvironment(base, []), {
    PATH: "/bin",
    SLURM_CONF: "/c",
    SLURM_JWT: "t",
  });
});

Deno.test("submissionEnvironment() does not hand secrets to sbatch", () => {
  assert.deepEqual(submissionEnvironment({ TOKEN: "s", HOME: "/h" }, ["TOKEN"]), { HOME: "/h" });
});
