import assert from "node:assert/strict";
import { exampleSubmission } from "./example_submission.ts";
import { checkWayAndRequest, noteWay, readWay } from "./way.ts";

const JOB = exampleSubmission("/jobs/a");

function wayOf(slurm: Record<string, unknown>, env: Record<string, string>): string | undefined {
  return checkWayAndRequest(exampleSubmission("/jobs/a", { slurm }), env).options.restUrl;
}

Deno.test("checkWayAndRequest() takes the option, else the variable, else the programs", () => {
  const env = { TESSERA_SLURM_REST_URL: "http://b:6820/" };
  assert.equal(wayOf({ restUrl: "http://a:6820" }, env), "http://a:6820");
  assert.equal(wayOf({}, env), "http://b:6820");
  assert.equal(wayOf({}, { TESSERA_SLURM_REST_URL: "" }), undefined);
  assert.equal(wayOf({}, {}), undefined);
});

Deno.test("checkWayAndRequest() says which of both is no URL of a slurmrestd", () => {
  assert.throws(() => wayOf({}, { TESSERA_SLURM_REST_URL: "host:6820" }), {
    code: "bad_input",
    message: /^Cannot use TESSERA_SLURM_REST_URL: found "host:6820", expected the address/,
  });
  assert.throws(() => wayOf({ restUrl: "http://me:hunter2@host" }, {}), (error: Error) => {
    assert.match(error.message, /restUrl: found a name or password in the URL/);
    return !error.message.includes("hunter2");
  });
});

Deno.test("checkWayAndRequest() refuses to wait for a job that went another way", () => {
  const waitFor = (nativeId: string, env: Record<string, string>) => {
    const job = { backend: "slurm", id: "0other0000", nativeId };
    const dependencies = [{ job, after: "success" as const }];
    return checkWayAndRequest(exampleSubmission("/jobs/a", { dependencies }), env);
  };
  const env = { TESSERA_SLURM_REST_URL: "http://a:6820" };
  assert.ok(waitFor("7@http://a:6820", env));
  assert.ok(waitFor("7", {}));
  assert.throws(() => waitFor("7", env), {
    code: "bad_input",
    message: /through slurmrestd at http:\/\/a:6820: .* submitted through sbatch$/,
  });
  assert.throws(() => waitFor("7@http://b:6820", env), {
    message: /slurmrestd at http:\/\/b:6820$/,
  });
});

Deno.test("noteWay() leaves in the job's folder what readWay() reads, and nothing for the programs", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const request = (env: Record<string, string>) => checkWayAndRequest({ ...JOB, folder }, env);
    await noteWay(request({}));
    assert.equal(await readWay(folder), undefined);
    await noteWay(request({ TESSERA_SLURM_REST_URL: "unix:/run/s.sock" }));
    assert.equal(await readWay(folder), "unix:/run/s.sock");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
