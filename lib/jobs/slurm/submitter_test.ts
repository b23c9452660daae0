import assert from "node:assert/strict";
import { join } from "node:path";
import type { JobSpec } from "../job.ts";
import type { SubmittedJob } from "../submitter.ts";
import { secretsPath } from "./job_folder.ts";
import { createSubmitter } from "./submitter.ts";
import { exampleSubmission } from "./example_submission.ts";

const RETRY = { tries: 2, firstDelayMs: 1 };
/** Of 22.05 and later, word for word. */
const ANSWER_LOST =
  "sbatch: error: Batch job submission failed: Socket timed out on send/recv operation";

/** A folder with Slurm's programs as shell scripts, which note their arguments in `calls`. */
class FakeSlurm implements AsyncDisposable {
  readonly folder: string;
  readonly job: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.job = join(folder, "job");
  }

  static async make(programs: Readonly<Record<string, string>>): Promise<FakeSlurm> {
    const fake = new FakeSlurm(await Deno.makeTempDir());
    await Deno.mkdir(fake.job);
    for (const [name, script] of Object.entries(programs)) {
      const text = `#!/bin/sh\necho "${name} $*" >>"${fake.folder}/calls"\n${script}\n`;
      await Deno.writeTextFile(join(fake.folder, name), text, { mode: 0o700 });
    }
    return fake;
  }

  submitter(env: Readonly<Record<string, string>> = {}) {
    const path = `${this.folder}:/usr/bin:/bin`;
    return createSubmitter({ env: { ...env, PATH: path, FOLDER: this.folder }, retry: RETRY });
  }

  submitted(nativeId: string, changes: Partial<JobSpec> = {}): SubmittedJob {
    const submission = exampleSubmission(this.job, changes);
    const ref = { backend: "slurm", id: submission.id, nativeId };
    return { ...submission, ref, submittedMs: 1_000 };
  }

  async calls(): Promise<string[]> {
    const text = await Deno.readTextFile(join(this.folder, "calls"));
    return text.trim().split("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

Deno.test("submit() gives the cluster's name on, and later calls name it", async () => {
  await using fake = await FakeSlurm.make({
    sbatch: "echo 'Welcome!'; echo '12;alpha'",
    scancel: "true",
    squeue: "printf '12|RUNNING|None|node1|1|2|3\\n'",
  });
  const submission = exampleSubmission(fake.job, { slurm: { cluster: "alpha" } });
  const ref = await fake.submitter().submit(submission, {});
  assert.equal(ref.nativeId, "12;alpha");
  const job = fake.submitted(ref.nativeId);
  const [status] = await fake.submitter().status([job], {});
  assert.equal(status?.state, "running");
  await fake.submitter().cancel(job, {});
  const [sbatch = "", squeue = "", scancel] = await fake.calls();
  assert.match(sbatch, / --clusters=alpha /);
  assert.match(squeue, / --clusters=alpha$/);
  assert.equal(scancel, "scancel --clusters=alpha 12");
});

Deno.test("submit() says when nobody knows whether the job was taken", async () => {
  await using fake = await FakeSlurm.make({
    sbatch: `echo "${ANSWER_LOST}" >&2; exit 1`,
    squeue: "true",
    sacct: "true",
  });
  await assert.rejects(fake.submitter().submit(exampleSubmission(fake.job), {}), {
    code: "timed_out",
    message: /it is unknown whether Slurm took it \(Batch job submission failed: Socket timed out/,
  });
  const submissions = (await fake.calls()).filter((call) => call.startsWith("sbatch"));
  assert.equal(submissions.length, 1);
});

Deno.test("submit() finds the job whose answer was lost, by its mark", async () => {
  await using fake = await FakeSlurm.make({
    sbatch: `echo "${ANSWER_LOST}" >&2; exit 1`,
    squeue: "printf '7|/elsewhere|tessera:0123456780\\n8|/x|tessera:0123456789 run 3\\n'",
  });
  const ref = await fake.submitter().submit(exampleSubmission(fake.job), {});
  assert.equal(ref.nativeId, "8");
});

Deno.test("submit() hands sbatch no secret, neither as an argument nor as a variable", async () => {
  await using fake = await FakeSlurm.make({ sbatch: 'env >"$FOLDER/env"; echo 3' });
  const submission = exampleSubmission(fake.job, { secrets: { TOKEN: "hunter2" } });
  await fake.submitter({ TOKEN: "hunter2", OTHER: "1" }).submit(submission, {});
  const seen = await Deno.readTextFile(join(fake.folder, "env"));
  assert.ok(seen.includes("OTHER=1") && !seen.includes("hunter2"));
  assert.ok(!(await fake.calls()).join("\n").includes("hunter2"));
  assert.equal(((await Deno.stat(secretsPath(fake.job))).mode ?? 0) & 0o777, 0o600);
});

Deno.test("submit() names the folder that it cannot write to", async () => {
  await using fake = await FakeSlurm.make({ sbatch: "echo 3" });
  const missing = join(fake.folder, "missing");
  await assert.rejects(fake.submitter().submit(exampleSubmission(missing), {}), {
    code: "unavailable",
    message: new RegExp(`^Cannot submit job "example": its files cannot be written to ${missing} `),
    hint: /XDG_STATE_HOME/,
  });
});

Deno.test("submit() settles a condition on a job that Slurm has forgotten", async () => {
  await using fake = await FakeSlurm.make({
    squeue: "echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1",
    sacct: "exit 1",
    sbatch: "echo 9",
  });
  const job = { backend: "slurm", id: "0other0000", nativeId: "7" };
  const submitAfter = (after: "success" | "failure") =>
    fake.submitter().submit(
      exampleSubmission(fake.job, { dependencies: [{ job, after }] }),
      {},
    );
  await assert.rejects(submitAfter("success"), {
    code: "bad_input",
    message: /waits for job 0other0000, of which Slurm knows nothing any more \(7\)/,
  });
  const other = join(fake.folder, job.id);
  await Deno.mkdir(other);
  await Deno.writeTextFile(join(other, "exit"), "1 node1 1800000000\n");
  await assert.rejects(submitAfter("success"), {
    code: "bad_input",
    message:
      /could never start, as it waits for the success of job 0other0000, which ended as failed/,
  });
  assert.equal((await submitAfter("failure")).nativeId, "9");
  const sbatch = (await fake.calls()).filter((call) => call.startsWith("sbatch"));
  assert.equal(sbatch.length, 1);
  assert.ok(!sbatch.join().includes("--dependency"));
});

Deno.test("status() asks squeue once and sacct at most once, however many jobs there are", async () => {
  await using fake = await FakeSlurm.make({
    squeue: "printf '1|RUNNING|None|node1|1|2|3\\n'",
    sacct: "printf '2|COMPLETED|0:0|node2|1|2|3\\n3|FAILED|5:0|node1|1|2|3\\n'",
  });
  const jobs = ["1", "2", "3"].map((number) => fake.submitted(number));
  const statuses = await fake.submitter().status(jobs, {});
  assert.deepEqual(statuses.map(({ state }) => state), ["running", "succeeded", "failed"]);
  assert.deepEqual(statuses.map(({ exitCode }) => exitCode), [undefined, 0, 5]);
  const programs = (await fake.calls()).map((call) => call.split(" ", 1)[0]);
  assert.deepEqual(programs, ["squeue", "sacct"]);
});

Deno.test("status() does without accounting that is off", async () => {
  await using fake = await FakeSlurm.make({
    squeue: "echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1",
    sacct: "echo 'Slurm accounting storage is disabled' >&2; exit 1",
  });
  await Deno.writeTextFile(join(fake.job, "exit"), "3 node1 1800000000\n");
  const [status] = await fake.submitter().status([fake.submitted("1")], {});
  assert.deepEqual([status?.state, status?.exitCode, status?.nodes], ["failed", 3, ["node1"]]);
});

Deno.test("status() removes the secrets of a job that could not", async () => {
  await using fake = await FakeSlurm.make({
    squeue: "printf '1|CANCELLED|None||1|N/A|N/A\\n'",
  });
  await Deno.writeTextFile(secretsPath(fake.job), "export A='s'\n");
  await fake.submitter().status([fake.submitted("1", { isRequeueable: true })], {});
  await assert.rejects(Deno.stat(secretsPath(fake.job)), Deno.errors.NotFound);
});

Deno.test("cancel() takes a job that has ended for cancelled, and tells a refusal", async () => {
  const invalid = "echo 'scancel: error: Kill job error on job id 1: Invalid job id specified' >&2";
  await using ended = await FakeSlurm.make({ scancel: `${invalid}; exit 1` });
  await ended.submitter().cancel(ended.submitted("1"), {});
  const denied = "echo 'scancel: error: Kill job error on job id 1: Access/permission denied' >&2";
  await using foreign = await FakeSlurm.make({ scancel: `${denied}; exit 1` });
  await assert.rejects(foreign.submitter().cancel(foreign.submitted("1"), {}), { code: "denied" });
});
