import assert from "node:assert/strict";
import { join } from "node:path";
import { parseExitMarker } from "../exit_marker.ts";
import type { JobSpec } from "../job.ts";
import type { Submission } from "../submitter.ts";
import { jobFolder, scriptPath, secretsPath, tasksFolder } from "./job_folder.ts";
import { parseStartMarker } from "./markers.ts";
import { checkRequest } from "./request.ts";
import { renderScript, renderSecrets } from "./script.ts";
import { exampleSubmission } from "./example_submission.ts";

const HOSTILE = [
  "",
  " ",
  "-n",
  "--",
  "it's",
  `"double"`,
  "$HOME $(touch pwned) `touch pwned`",
  "back\\slash\\n",
  "two\nlines\n",
  "tab\tand\rreturn",
  "*?[a]{b,c}~!#&;|<>",
  "é ✓ 日本",
  "A=b",
];

/** Writes the arguments after the first, and the named variables, NUL after each. */
const DUMP = `#!/bin/bash
out=$1; shift
for word in "$@"; do printf '%s\\0' "$word"; done >"$out.args"
printf '%s\\0' "$PLAIN" "$SECRET" "$TESSERA_TASK_INDEX" "$SRUN_CPUS_PER_TASK" >"$out.env"
`;

async function testFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  // a name that breaks whatever is not quoted
  const path = await Deno.makeTempDir({ prefix: "it's a $(job) 100% " });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

interface RunOptions {
  readonly env?: Record<string, string>;
  /** Called while the script runs; `says` settles once its output holds a text. */
  readonly whileRunning?: (
    child: Deno.ChildProcess,
    says: (text: string) => Promise<void>,
  ) => Promise<void>;
}

/** Runs a rendered script as Slurm would: by bash, with the variables of a job. */
async function runScript(submission: Submission, options: RunOptions = {}) {
  const request = checkRequest(submission);
  await Deno.mkdir(tasksFolder(submission.folder), { recursive: true });
  await Deno.writeTextFile(scriptPath(submission.folder), renderScript(request));
  const secrets = renderSecrets(request);
  if (secrets !== undefined) await Deno.writeTextFile(secretsPath(submission.folder), secrets);
  const child = new Deno.Command("setsid", {
    args: ["bash", scriptPath(submission.folder)],
    clearEnv: true,
    env: { PATH: "/usr/bin:/bin", SLURM_JOB_ID: "77", SLURMD_NODENAME: "node1", ...options.env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stderr = new Response(child.stderr).text();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let stdout = "";
  const readOn = async (): Promise<boolean> => {
    const { value } = await reader.read();
    stdout += value ?? "";
    return value !== undefined;
  };
  try {
    await options.whileRunning?.(child, async (text) => {
      while (!stdout.includes(text)) assert.ok(await readOn(), `it ended without ${text}`);
    });
  } catch (error) {
    await signalGroup(child, "KILL");
    throw error;
  } finally {
    while (await readOn());
  }
  return { code: (await child.status).code, stdout, stderr: await stderr };
}

/** To every process of a job, as scancel and the end of the walltime do. */
async function signalGroup({ pid }: Deno.ChildProcess, signal: string): Promise<void> {
  const { success } = await new Deno.Command("kill", {
    args: ["-s", signal, "--", `-${pid}`],
  }).output();
  assert.ok(success);
}

function submissionIn(folder: string, command: readonly string[], changes: Partial<JobSpec> = {}) {
  return exampleSubmission(folder, { command, ...changes });
}

async function exitMarker(folder: string, task?: number) {
  return parseExitMarker(await Deno.readTextFile(jobFolder(folder, task).exitMarker));
}

Deno.test("renderScript() hands arguments and variables on byte for byte", async () => {
  await using folder = await testFolder();
  const dump = join(folder.path, "dump");
  await Deno.writeTextFile(dump, DUMP, { mode: 0o700 });
  for (const text of HOSTILE) {
    const ran = await runScript(submissionIn(folder.path, [dump, `${folder.path}/out`, text, "|"], {
      environment: { PLAIN: text },
      secrets: { SECRET: `s${text}` },
      resources: { cpusPerTask: 3 },
    }));
    assert.equal(ran.code, 0, ran.stderr);
    assert.equal(await Deno.readTextFile(`${folder.path}/out.args`), `${text}\0|\0`);
    assert.equal(
      await Deno.readTextFile(`${folder.path}/out.env`),
      [text, `s${text}`, "", "3", ""].join("\0"),
    );
  }
  const names = (await Array.fromAsync(Deno.readDir(folder.path))).map(({ name }) => name);
  assert.deepEqual(names.includes("pwned"), false);
});

Deno.test("renderScript() has no secret in the script", async () => {
  await using folder = await testFolder();
  const request = checkRequest(submissionIn(folder.path, ["true"], { secrets: { A: "hunter2" } }));
  assert.equal(renderScript(request).includes("hunter2"), false);
  assert.match(renderSecrets(request) ?? "", /^export A='hunter2'$/m);
});

Deno.test("renderScript() removes the secrets after the job's last life only", async () => {
  await using folder = await testFolder();
  const remains = async (changes: Partial<JobSpec>) => {
    await runScript(submissionIn(folder.path, ["true"], { secrets: { A: "s" }, ...changes }));
    return await Deno.stat(secretsPath(folder.path)).then(() => true, () => false);
  };
  assert.equal(await remains({}), false);
  assert.equal(await remains({ isRequeueable: true }), true);
});

Deno.test("renderScript() notes start and end, and gives the command's exit code", async () => {
  await using folder = await testFolder();
  const ran = await runScript(
    submissionIn(folder.path, ["sh", "-c", "echo out; echo err >&2; exit 7"]),
    {
      env: { SLURM_RESTART_COUNT: "2" },
    },
  );
  assert.deepEqual(ran, { code: 7, stdout: "out\n", stderr: "err\n" });
  const start = parseStartMarker(await Deno.readTextFile(jobFolder(folder.path).startMarker));
  assert.deepEqual([start?.number, start?.host, start?.restarts], ["77", "node1", 2]);
  const exit = await exitMarker(folder.path);
  assert.deepEqual([exit?.exitCode, exit?.host, exit?.cause], [7, "node1", undefined]);
});

Deno.test("renderScript() gives each task of an array its index, markers and the array's number", async () => {
  await using folder = await testFolder();
  const submission = submissionIn(folder.path, ["sh", "-c", 'exit "$TESSERA_TASK_INDEX"'], {
    array: { indices: [3, 5] },
  });
  const env = { SLURM_ARRAY_TASK_ID: "5", SLURM_ARRAY_JOB_ID: "70" };
  assert.equal((await runScript(submission, { env })).code, 5);
  assert.equal((await exitMarker(folder.path, 5))?.exitCode, 5);
  const start = parseStartMarker(await Deno.readTextFile(jobFolder(folder.path, 5).startMarker));
  assert.equal(start?.number, "70");
});

Deno.test("renderScript() runs a program and no builtin, and says which one is missing", async () => {
  await using folder = await testFolder();
  const builtin = await runScript(submissionIn(folder.path, ["exit", "0"]));
  assert.equal(builtin.code, 127);
  assert.match(builtin.stderr, /exit: not found/);
  assert.equal((await exitMarker(folder.path))?.exitCode, 127);
});

Deno.test("renderScript() ends the job before the command when its folder is missing", async () => {
  await using folder = await testFolder();
  const ran = await runScript(
    submissionIn(folder.path, ["echo", "ran"], { workdir: "/not/there" }),
  );
  assert.equal(ran.code, 1);
  assert.equal(ran.stdout, "");
  assert.match(ran.stderr, /tessera: cannot enter the working folder \/not\/there on this node/);
});

Deno.test("renderScript() runs setup lines in the command's shell and stops at one that fails", async () => {
  await using folder = await testFolder();
  const withSetup = (setupLines: string[]) =>
    runScript(submissionIn(folder.path, ["sh", "-c", "echo $MODULE"], { slurm: { setupLines } }));
  assert.equal((await withSetup(["export MODULE=cuda # the newest"])).stdout, "cuda\n");
  const failed = await withSetup(["true", "(exit 9)"]);
  assert.equal(failed.code, 1);
  assert.match(failed.stderr, /the setup line 2 failed \(exit code 9\)/);
});

Deno.test("renderScript() is not ended by what setup lines set, nor by a command that fails", async () => {
  await using folder = await testFolder();
  const ran = await runScript(submissionIn(folder.path, ["sh", "-c", "exit 4"], {
    slurm: { setupLines: ["set -eu"] },
  }));
  assert.deepEqual(ran, { code: 4, stdout: "", stderr: "" });
  assert.equal((await exitMarker(folder.path))?.exitCode, 4);
});

Deno.test("renderScript() gives the command its three streams and no other file", async () => {
  await using folder = await testFolder();
  const list = ["ls", "/proc/self/fd"];
  const { stdout } = await runScript(submissionIn(folder.path, list));
  // what this process itself was given, scripts of tests included, is passed on by everybody
  const plain = await new Deno.Command("setsid", { args: list, stdin: "null" }).output();
  assert.equal(stdout, new TextDecoder().decode(plain.stdout));
});

Deno.test("renderScript() keeps its own programs when the command gets another PATH", async () => {
  await using folder = await testFolder();
  const submission = submissionIn(folder.path, ["/bin/true"], {
    environment: { PATH: "/nowhere" },
  });
  assert.deepEqual(await runScript(submission), { code: 0, stdout: "", stderr: "" });
  assert.equal((await exitMarker(folder.path))?.exitCode, 0);
});

Deno.test("renderScript() copies files in before the command and out after it", async () => {
  await using folder = await testFolder();
  await using elsewhere = await testFolder();
  const [input, output] = [join(elsewhere.path, "in put"), join(elsewhere.path, "out/put")];
  await Deno.writeTextFile(input, "data");
  const files = {
    stageIn: [{ local: input, remote: "in/a" }],
    stageOut: [{ local: output, remote: "b" }],
  };
  const submission = submissionIn(folder.path, ["cp", "in/a", "b"], { files });
  assert.deepEqual(await runScript(submission), { code: 0, stdout: "", stderr: "" });
  assert.equal(await Deno.readTextFile(output), "data");
  const missing = await runScript(submissionIn(folder.path, ["true"], {
    files: { stageIn: [], stageOut: [{ local: output, remote: "none" }] },
  }));
  assert.equal(missing.code, 1);
  assert.match(missing.stderr, /tessera: cannot copy .*none/);
});

/** Says "ready" once it listens, and each signal that it gets; ends with 7 after TERM. */
const COUNTING = ["USR1", "USR2", "INT", "HUP", "TERM"].map((signal) =>
  `trap 'echo ${signal}' ${signal}`
)
  .concat("trap 'echo TERM; exit 7' TERM", "echo ready", "while :; do sleep 0.02; done").join("\n");

Deno.test("a signal to the script alone reaches the command, and its exit code is the job's", async () => {
  await using folder = await testFolder();
  const ran = await runScript(submissionIn(folder.path, ["bash", "-c", COUNTING]), {
    async whileRunning(child, says) {
      await says("ready");
      for (const signal of ["INT", "USR1", "HUP"] as const) {
        child.kill(`SIG${signal}`);
        await says(signal);
      }
      child.kill("SIGTERM");
    },
  });
  assert.deepEqual([ran.code, ran.stdout], [7, "ready\nINT\nUSR1\nHUP\nTERM\n"]);
  const exit = await exitMarker(folder.path);
  assert.deepEqual([exit?.exitCode, exit?.cause], [7, "TERM"]);
});

Deno.test("a signal to every process of the job reaches the command once", async () => {
  await using folder = await testFolder();
  const ran = await runScript(submissionIn(folder.path, ["bash", "-c", COUNTING]), {
    async whileRunning(child, says) {
      await says("ready");
      await signalGroup(child, "TERM");
    },
  });
  assert.deepEqual([ran.code, ran.stdout], [7, "ready\nTERM\n"]);
  assert.equal((await exitMarker(folder.path))?.exitCode, 7);
});

Deno.test("a command that a signal ends gives 128 and the signal", async () => {
  await using folder = await testFolder();
  const ran = await runScript(submissionIn(folder.path, ["sh", "-c", "kill -9 $$"]));
  assert.equal(ran.code, 137);
  assert.equal((await exitMarker(folder.path))?.exitCode, 137);
});
