import assert from "node:assert/strict";
import { join } from "node:path";
import type { ProgramCall } from "./program.ts";
import { runProgram } from "./program.ts";
import { classifyFailure, runPatiently } from "./transient.ts";

/** A folder with an executable in the place of squeue. */
async function fakeSqueue(
  script: string,
): Promise<AsyncDisposable & { readonly call: ProgramCall }> {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(join(folder, "squeue"), `#!/bin/sh\n${script}\n`, { mode: 0o700 });
  const call: ProgramCall = {
    program: "squeue",
    args: ["--me"],
    env: { PATH: `${folder}:/usr/bin:/bin`, COUNT: join(folder, "count") },
    act: "ask for jobs",
    limitMs: 20_000,
  };
  return { call, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

const RETRY = { tries: 3, firstDelayMs: 1 };
/** As 22.05 says it when no controller listens. */
const NO_CONTROLLER = "slurm_load_jobs error: Unable to contact slurm controller (connect failure)";

Deno.test("runProgram() gives output and exit code", async () => {
  await using fake = await fakeSqueue('echo "out $1"; echo err >&2; exit 4');
  const output = await runProgram(fake.call);
  assert.deepEqual(output, { code: 4, stdout: "out --me\n", stderr: "err\n" });
});

Deno.test("runProgram() says which program is missing and what to do", async () => {
  await using fake = await fakeSqueue("true");
  const env = { PATH: fake.call.env["PATH"]?.split(":")[0] ?? "" };
  await assert.rejects(runProgram({ ...fake.call, env, program: "sbatch" }), {
    code: "unavailable",
    message: "Cannot ask for jobs: found no program sbatch on the PATH, expected Slurm's",
    hint: /login node.*module load slurm/,
  });
});

Deno.test("runProgram() ends a program at its limit, with what holds its output open", async () => {
  await using fake = await fakeSqueue('sleep 600 & echo "$!" >"$COUNT"; wait');
  await assert.rejects(runProgram({ ...fake.call, limitMs: 200 }), {
    code: "timed_out",
    message: "Cannot ask for jobs: squeue gave no answer within 200 ms",
  });
  Deno.kill(Number(await Deno.readTextFile(fake.call.env["COUNT"] ?? "")), "SIGKILL");
});

Deno.test("runProgram() ends with the caller's reason", async () => {
  await using fake = await fakeSqueue("exec sleep 600");
  const signal = AbortSignal.abort(new Error("enough"));
  await assert.rejects(runProgram({ ...fake.call, signal }), { message: "enough" });
});

Deno.test("runPatiently() calls again until the controller answers", async () => {
  await using fake = await fakeSqueue(
    `echo x >>"$COUNT"; [ "$(wc -l <"$COUNT")" = 3 ] && exec echo 12; echo "${NO_CONTROLLER}" >&2; exit 1`,
  );
  const output = await runPatiently(fake.call, { retry: RETRY, mayRepeat: () => true });
  assert.equal(output.stdout, "12\n");
});

Deno.test("runPatiently() gives up as unavailable, with what was said", async () => {
  await using fake = await fakeSqueue(`echo "${NO_CONTROLLER}" >&2; exit 1`);
  await assert.rejects(runPatiently(fake.call, { retry: RETRY, mayRepeat: () => true }), {
    code: "unavailable",
    message: `Cannot ask for jobs: Slurm cannot be reached (${NO_CONTROLLER})`,
  });
});

Deno.test("runPatiently() repeats only what it may", async () => {
  await using fake = await fakeSqueue(
    'echo x >>"$COUNT"; echo "squeue: error: Socket timed out on send/recv operation" >&2; exit 1',
  );
  const mayRepeat = (failure: string) => failure === "not_reached";
  const output = await runPatiently(fake.call, { retry: RETRY, mayRepeat });
  assert.equal(classifyFailure(output.stderr), "answer_lost");
  assert.equal(await Deno.readTextFile(fake.call.env["COUNT"] ?? ""), "x\n");
});

Deno.test("classifyFailure() takes a refusal for final", () => {
  const said = "sbatch: error: Batch job submission failed: Invalid qos specification";
  assert.equal(classifyFailure(said), "final");
});
