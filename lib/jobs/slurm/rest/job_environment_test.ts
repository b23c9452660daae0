import assert from "node:assert/strict";
import type { JobSpec } from "../../job.ts";
import { exampleSubmission } from "../example_submission.ts";
import { checkRequest } from "../request.ts";
import { API_VERSIONS } from "./api_version.ts";
import { jobEnvironment, siteDefaults } from "./job_environment.ts";

function environmentOf(
  env: Record<string, string>,
  changes: Partial<JobSpec> = {},
  words: "options" | "message" = "options",
): Record<string, string> {
  const version = API_VERSIONS.find((candidate) => candidate.words === words);
  assert.ok(version !== undefined);
  return jobEnvironment(checkRequest(exampleSubmission("/jobs/a", changes)), version, env);
}

/** Without what is always there. */
function handedOn(environment: Record<string, string>): Record<string, string> {
  const { SLURM_UMASK, SLURM_SUBMIT_DIR, SLURM_SUBMIT_HOST, ...rest } = environment;
  assert.match(SLURM_UMASK ?? "", /^0[0-7]{3}$/);
  assert.deepEqual([SLURM_SUBMIT_DIR, SLURM_SUBMIT_HOST], [Deno.cwd(), Deno.hostname()]);
  return rest;
}

Deno.test("jobEnvironment() hands the caller's on, without secrets, tokens and the way to the daemon", () => {
  const env = {
    PATH: "/bin",
    HOME: "/home/ada",
    PASSWORD: "hunter2",
    SLURM_JWT: "token",
    SLURM_USER: "ada",
    TESSERA_SLURM_REST_URL: "http://host",
    SBATCH_ACCOUNT: "physics",
    SLURM_CONF: "/etc/slurm.conf",
  };
  const found = handedOn(environmentOf(env, { secrets: { PASSWORD: "hunter2" } }));
  assert.deepEqual(found, { PATH: "/bin", HOME: "/home/ada", SLURM_CONF: "/etc/slurm.conf" });
});

Deno.test("jobEnvironment() leaves out what describes the job that it is called in", () => {
  const env = { PATH: "/bin", SLURM_JOB_ID: "7", SLURM_MEM_PER_NODE: "300", SLURM_JWT: "token" };
  assert.deepEqual(handedOn(environmentOf(env)), { PATH: "/bin" });
});

Deno.test("jobEnvironment() is never empty: slurmrestd refuses that", () => {
  assert.match(environmentOf({})["PATH"] ?? "", /^\//);
});

Deno.test("jobEnvironment() has what sbatch itself tells a job, and its words for mpirun", () => {
  const resources = { cpusPerTask: 3, gpusPerNode: { count: 2, type: "a100" } };
  const old = handedOn(environmentOf({ PATH: "/bin" }, { resources }));
  const sizes = { SLURM_CPUS_PER_TASK: "3", SLURM_GPUS_PER_NODE: "a100:2" };
  assert.deepEqual(old, { PATH: "/bin", ...sizes });
  const env = { PATH: "/bin", HYDRA_BOOTSTRAP: "ssh" };
  const recent = handedOn(environmentOf(env, { resources }, "message"));
  assert.equal(recent["SLURM_TRES_PER_TASK"], "cpu=3");
  assert.equal(recent["HYDRA_BOOTSTRAP"], "ssh");
  assert.equal(recent["OMPI_MCA_plm_slurm_args"], "--external-launcher");
});

Deno.test("siteDefaults() counts the user's defaults for sbatch, and refuses what only that can read", () => {
  const defaults = { SBATCH_ACCOUNT: "physics", SBATCH_PARTITION: "gpu", PATH: "/bin" };
  assert.deepEqual(siteDefaults(defaults), ["--account=physics", "--partition=gpu"]);
  assert.throws(() => siteDefaults({ SBATCH_PROFILE: "energy" }), {
    code: "bad_input",
    message: /SBATCH_PROFILE is set, which only sbatch reads/,
    hint: /SBATCH_ACCOUNT/,
  });
  assert.deepEqual(siteDefaults({ SBATCH_PROFILE: "energy", SLURM_JOB_ID: "7" }), []);
});
