/** What only the backend of this machine has; what all share is in tests/contract/jobs/submitter_test.ts. */

import assert from "node:assert/strict";
import { isFinal } from "../job.ts";
import { submittedJobOf } from "../refresh.ts";
import { JobStore } from "../store.ts";
import { submissionOf, submitJob } from "../submit.ts";
import type { SubmittedJob } from "../submitter.ts";
import { exampleSpec, testFolder } from "../testing.ts";
import { parseEvents, type TaskStart } from "./events.ts";
import { isRunning, parseIdentity } from "./process_identity.ts";
import { createSubmitter } from "./submitter.ts";

const LINUX = { ignore: Deno.build.os !== "linux" };
const LIMIT = { timeoutMs: 20_000 };
const submitter = createSubmitter();

async function start(folder: string, line: string): Promise<SubmittedJob> {
  const spec = exampleSpec({
    command: ["bash", "-c", line],
    workdir: folder,
    local: { grace: "1s" },
  });
  const job = await submitJob({ store: new JobStore(folder), submitter, spec });
  const submitted = submittedJobOf(job);
  assert.ok(submitted !== undefined);
  return submitted;
}

async function printed(job: SubmittedJob, text: string): Promise<void> {
  for await (const line of submitter.logs(job, { follow: true, ...LIMIT })) {
    if (line.text === text) return;
  }
  assert.fail(`no line "${text}"`);
}

/** Reads its log to the end, which comes when it is known to have ended. */
async function end(job: SubmittedJob) {
  await Array.fromAsync(submitter.logs(job, { follow: true, ...LIMIT }));
  const [status] = await submitter.status([job], {});
  assert.ok(status !== undefined && isFinal(status.state), JSON.stringify(status));
  return status;
}

Deno.test({
  name: "a local job whose supervisor is killed is lost while it runs, and failed after",
  ...LINUX,
  async fn() {
    await using folder = await testFolder();
    const job = await start(
      folder.path,
      "echo ready; until test -e go; do sleep 0.05; done; echo bye",
    );
    await printed(job, "ready");
    await killWatchers(job);
    const [status] = await submitter.status([job], {});
    assert.equal(status?.state, "lost");
    assert.match(status?.reason ?? "", /watcher was killed/);
    await Deno.writeTextFile(`${folder.path}/go`, "");
    assert.equal((await end(job)).state, "failed");
  },
});

Deno.test({
  name: "a local job whose supervisor was killed can still be cancelled",
  ...LINUX,
  async fn() {
    await using folder = await testFolder();
    const job = await start(folder.path, "trap '' TERM; echo ready; while :; do sleep 0.1; done");
    await printed(job, "ready");
    const pid = await killWatchers(job);
    await submitter.cancel(job, {});
    assert.equal((await end(job)).state, "cancelled");
    const stat = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => ") Z ");
    assert.match(stat, /\) [ZX] /);
  },
});

Deno.test({
  name: "cancelling a local job kills no process that has got its number since",
  ...LINUX,
  async fn() {
    await using folder = await testFolder();
    const job = await start(folder.path, "true");
    await end(job);
    const [other, bootId] = await otherProcess();
    await using _other = { [Symbol.asyncDispose]: () => stop(other) };
    await Deno.remove(`${job.folder}/exit`);
    const { host } = parseIdentity(job.ref.nativeId) ?? { host: "" };
    const nativeId = `${other.pid}:1:${bootId}:${host}`;
    await submitter.cancel({ ...job, ref: { ...job.ref, nativeId } }, {});
    const stat = await Deno.readTextFile(`/proc/${other.pid}/stat`);
    assert.match(stat, /\) [SRD] /);
  },
});

Deno.test({
  name: "a job that find() gave up is not started by a supervisor that comes late",
  ...LINUX,
  async fn() {
    await using folder = await testFolder();
    const store = new JobStore(folder.path);
    const spec = exampleSpec({ command: ["touch", "ran"], workdir: folder.path });
    const stored = await store.create("local", spec);
    const submission = { ...submissionOf(stored), spec };
    assert.equal(await submitter.find(submission, {}), undefined);
    await assert.rejects(submitter.submit(submission, {}), {
      code: "unavailable",
      message: /the job was given up/,
    });
    await assert.rejects(Deno.stat(`${folder.path}/ran`), Deno.errors.NotFound);
  },
});

Deno.test({
  name: "a local job's files are the user's alone, and the one with its secrets goes with its end",
  ...LINUX,
  async fn() {
    await using folder = await testFolder();
    const spec = exampleSpec({ secrets: { KEY: "hidden" } });
    const stored = await submitJob({ store: new JobStore(folder.path), submitter, spec });
    const job = submittedJobOf(stored);
    assert.ok(job !== undefined);
    assert.equal((await end(job)).state, "succeeded");
    const names = (await Array.fromAsync(Deno.readDir(job.folder))).map(({ name }) => name);
    assert.ok(!names.includes("secrets"), names.join());
    for (const name of names) {
      const { mode } = await Deno.stat(`${job.folder}/${name}`);
      assert.equal((mode ?? 0) & 0o077, 0, name);
    }
  },
});

Deno.test({
  name: "a local job gives its files the modes that the user asks for",
  ...LINUX,
  async fn() {
    await using folder = await testFolder();
    const before = Deno.umask(0o027);
    try {
      assert.equal((await end(await start(folder.path, "touch made"))).state, "succeeded");
    } finally {
      Deno.umask(before);
    }
    assert.equal(((await Deno.stat(`${folder.path}/made`)).mode ?? 0) & 0o777, 0o640);
  },
});

/** Ends both watchers of a job at once, so that neither can react; gives the process of the command. */
async function killWatchers(job: SubmittedJob): Promise<number> {
  const supervisor = parseIdentity(job.ref.nativeId);
  const command = await startedCommand(job);
  assert.ok(supervisor !== undefined);
  const stat = await Deno.readTextFile(`/proc/${command.pid}/stat`);
  const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  assert.ok(parent > 1);
  for (const pid of [supervisor.pid, parent]) Deno.kill(pid, "SIGKILL");
  while (await isRunning(supervisor.pid, supervisor.startTicks)) await Deno.stat(job.folder);
  return command.pid;
}

/** The command's process, once its start is written down: it may print something before. */
async function startedCommand(job: SubmittedJob): Promise<TaskStart> {
  for (;;) {
    const events = parseEvents(await Deno.readTextFile(`${job.folder}/events`));
    const command = events.starts.get("-");
    if (command !== undefined) return command;
  }
}

async function otherProcess(): Promise<[Deno.ChildProcess, string]> {
  const child = new Deno.Command("sleep", { args: ["600"], stdout: "null" }).spawn();
  return [child, (await Deno.readTextFile("/proc/sys/kernel/random/boot_id")).trim()];
}

async function stop(child: Deno.ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await child.status;
}
