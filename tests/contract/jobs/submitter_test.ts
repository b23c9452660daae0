/** What every backend promises about jobs, once for each backend. */

import assert from "node:assert/strict";
import { join } from "node:path";
import type { JobStatus } from "../../../lib/jobs/job.ts";
import { isFinal } from "../../../lib/jobs/job.ts";
import { submissionOf } from "../../../lib/jobs/submit.ts";
import { type Ability, JobBench, type SubjectKind, SUBJECTS } from "./submitter_subjects.ts";

const HOSTILE_WORDS = [
  "",
  " ",
  "two  words",
  "it's",
  '"double"',
  "$(touch injected)`touch injected`",
  "$HOME ${HOME} !! ~ * ? [a-z] {a,b}",
  "; touch injected #",
  "line\nbreak\n",
  "\ttab\rreturn",
  "back\\slash \\n \\",
  "-n",
  "--",
  "größe-测试-🧪",
  "%s %d %%",
  "'\\''",
  "x".repeat(20_000),
];

interface SubmitterPromise {
  readonly name: string;
  /** The ability it needs; a backend that lacks it says why. */
  readonly ability?: Ability;
  run(bench: JobBench): Promise<void>;
}

const PROMISES: readonly SubmitterPromise[] = [
  {
    name: "passes every argument on byte for byte",
    async run(bench) {
      const program = 'printf "%s\\0" "$@" >args.part && mv args.part args';
      const job = await bench.submit({
        command: ["bash", "-c", program, "bash", ...HOSTILE_WORDS],
      });
      assert.equal((await bench.end(job)).state, "succeeded");
      assert.deepEqual((await bench.read("args")).split("\0").slice(0, -1), HOSTILE_WORDS);
      await assert.rejects(bench.read("injected"), Deno.errors.NotFound);
    },
  },
  {
    name: "passes every variable on byte for byte",
    async run(bench) {
      const environment = Object.fromEntries(
        HOSTILE_WORDS.map((word, index) => [`HOSTILE_${index}`, word]),
      );
      const names = Object.keys(environment).map((name) => `"$${name}"`).join(" ");
      const job = await bench.script(`printf '%s\\0' ${names} >env`, { environment });
      assert.equal((await bench.end(job)).state, "succeeded");
      assert.deepEqual((await bench.read("env")).split("\0").slice(0, -1), HOSTILE_WORDS);
      await assert.rejects(bench.read("injected"), Deno.errors.NotFound);
    },
  },
  {
    name: "runs the command in its folder, whatever that is called, with nothing on stdin",
    async run(bench) {
      const workdir = join(bench.workdir, `it's a "folder" $(touch injected) größe -n`);
      await Deno.mkdir(workdir);
      const job = await bench.script('cat; printf %s "$PWD" >where', { workdir });
      assert.equal((await bench.end(job)).state, "succeeded");
      assert.equal(await Deno.readTextFile(join(workdir, "where")), workdir);
    },
  },
  {
    name: "tells the exit code, and when and where the job ran",
    async run(bench) {
      const startedMs = Date.now();
      const codes = [0, 1, 3, 127];
      const jobs = [];
      for (const code of codes) jobs.push(await bench.script(`exit ${code}`));
      const ends = await bench.ends(...jobs);
      for (const [k, status] of ends.entries()) {
        assert.equal(status.state, codes[k] === 0 ? "succeeded" : "failed");
        assert.equal(status.exitCode, codes[k]);
        assert.equal(status.signal, undefined);
        assert.equal(status.nodes.length, 1);
        assert.ok(near(status.startedMs, startedMs) && near(status.endedMs, startedMs));
        assert.equal(status.restarts, 0);
      }
    },
  },
  {
    name: "tells the signal that ended the command",
    async run(bench) {
      const status = await bench.end(await bench.script("kill -KILL $$"));
      assert.equal(status.state, "failed");
      assert.equal(status.signal, 9);
    },
  },
  {
    name: "fails, and says so in the log, when there is no such program or folder",
    async run(bench) {
      const job = await bench.submit({ command: ["/nowhere/at all"] });
      const status = await bench.end(job);
      assert.deepEqual([status.state, status.exitCode], ["failed", 127]);
      const errors = (await bench.lines(job)).filter(({ stream }) => stream === "stderr");
      assert.match(errors.map(({ text }) => text).join("\n"), /\/nowhere\/at all/);
      const homeless = await bench.submit({ workdir: join(bench.workdir, "missing") });
      assert.equal((await bench.end(homeless)).state, "failed");
    },
  },
  {
    name: "gives both streams line by line, also without a line end at the end",
    async run(bench) {
      const job = await bench.script(
        'for k in 1 2 3; do echo "out $k"; done; echo >&2 "err 1"; printf >&2 "err \\xff"; echo; printf "  end"',
      );
      const followed = await bench.lines(job, { follow: true });
      const all = await bench.lines(job);
      const only = (lines: typeof all, stream: string) =>
        lines.filter((line) => line.stream === stream).map(({ text }) => text);
      assert.deepEqual(only(all, "stdout"), ["out 1", "out 2", "out 3", "", "  end"]);
      assert.deepEqual(only(all, "stderr"), ["err 1", "err \ufffd"]);
      assert.deepEqual(only(followed, "stdout"), only(all, "stdout"));
      assert.deepEqual(only(followed, "stderr"), only(all, "stderr"));
      const tail = await bench.lines(job, { tailLines: 2 });
      assert.deepEqual(only(tail, "stdout"), ["", "  end"]);
      await bench.end(job);
    },
  },
  {
    name: "cancels a job, which may still clean up, and knows it as cancelled",
    async run(bench) {
      const job = await bench.script(
        "trap 'echo cleaned >cleaned; exit 0' TERM; echo ready; while :; do sleep 0.1; done",
      );
      await bench.printed(job, "ready");
      await bench.subject.submitter.cancel(job, {});
      assert.equal((await bench.end(job)).state, "cancelled");
      assert.equal(await bench.read("cleaned"), "cleaned\n");
      await bench.subject.submitter.cancel(job, {});
      assert.equal((await bench.end(job)).state, "cancelled");
    },
  },
  {
    name: "kills what ignores being cancelled, children included",
    ability: "shortGrace",
    async run(bench) {
      const job = await bench.script(
        "trap '' TERM; (while :; do sleep 0.1; done) & echo $! >child; echo ready; while :; do sleep 0.1; done",
      );
      await bench.printed(job, "ready");
      await bench.subject.submitter.cancel(job, {});
      assert.equal((await bench.end(job)).state, "cancelled");
      assert.equal(await isAlive((await bench.read("child")).trim()), false);
    },
  },
  {
    name: "cancels a job that has not started",
    async run(bench) {
      const first = await bench.script("echo ready; sleep 600");
      const dependencies = [{ job: first.ref, after: "end" as const }];
      const second = await bench.script("touch started", { dependencies });
      await bench.subject.submitter.cancel(second, {});
      assert.equal((await bench.end(second)).state, "cancelled");
      await bench.subject.submitter.cancel(first, {});
      assert.equal((await bench.end(first)).state, "cancelled");
      await assert.rejects(bench.read("started"), Deno.errors.NotFound);
    },
  },
  {
    name: "runs an array of tasks, one of which fails",
    async run(bench) {
      const job = await bench.script(
        'echo "task $TESSERA_TASK_INDEX"; test "$TESSERA_TASK_INDEX" != 7',
        { array: { indices: [0, 3, 7, 10] } },
      );
      const status = await bench.end(job);
      assert.equal(status.state, "failed");
      assert.deepEqual(status.tasks, { succeeded: 3, failed: 1 });
      const lines = await bench.lines(job);
      const texts = lines.map(({ taskIndex, text }) => `${taskIndex}: ${text}`).sort();
      assert.deepEqual(texts, ["0: task 0", "10: task 10", "3: task 3", "7: task 7"]);
      const one = await bench.lines(job, { taskIndex: 3, follow: true });
      assert.deepEqual(one.map(({ text }) => text), ["task 3"]);
    },
  },
  {
    name: "runs only so many tasks of an array at a time",
    async run(bench) {
      const job = await bench.script(
        'mkdir "now.$TESSERA_TASK_INDEX"; ls -d now.* | wc -l >>counts; sleep 0.3; rmdir "now.$TESSERA_TASK_INDEX"',
        { array: { indices: [1, 2, 3, 4, 5], maxRunning: 2 } },
      );
      assert.equal((await bench.end(job)).state, "succeeded");
      const counts = (await bench.read("counts")).trim().split("\n").map(Number);
      assert.equal(counts.length, 5);
      assert.ok(Math.max(...counts) <= 2, counts.join());
    },
  },
  {
    name: "cancels every task of an array",
    async run(bench) {
      const job = await bench.script("echo ready; sleep 600", {
        array: { indices: [1, 2, 3, 4], maxRunning: 2 },
      });
      await bench.printed(job, "ready");
      await bench.subject.submitter.cancel(job, {});
      const status = await bench.end(job);
      assert.equal(status.state, "cancelled");
      assert.deepEqual(status.tasks, { cancelled: 4 });
    },
  },
  {
    name: "starts a job only after those it waits for",
    async run(bench) {
      const first = await bench.script("sleep 0.3; touch first");
      const bad = await bench.script("sleep 0.3; touch bad; exit 1");
      const after = await bench.script("test -e first && test -e bad", {
        dependencies: [{ job: first.ref, after: "success" }, { job: bad.ref, after: "failure" }],
      });
      const last = await bench.script("test -e first", {
        dependencies: [{ job: first.ref, after: "end" }],
      });
      const states = (await bench.ends(first, bad, after, last)).map(({ state }) => state);
      assert.deepEqual(states, ["succeeded", "failed", "succeeded", "succeeded"]);
    },
  },
  {
    name: "starts a job as soon as the one it waits for runs",
    async run(bench) {
      const first = await bench.script("echo ready; until test -e second; do sleep 0.1; done");
      const second = await bench.script("touch second", {
        dependencies: [{ job: first.ref, after: "start" }],
      });
      const states = (await bench.ends(first, second)).map(({ state }) => state);
      assert.deepEqual(states, ["succeeded", "succeeded"]);
    },
  },
  {
    name: "ends a job that waits for what can never come",
    async run(bench) {
      const bad = await bench.script("sleep 0.3; exit 1");
      const good = await bench.script("sleep 0.3; true");
      const jobs = [
        await bench.script("touch started", {
          dependencies: [{ job: bad.ref, after: "success" }],
        }),
        await bench.script("touch started", {
          dependencies: [{ job: good.ref, after: "failure" }],
        }),
      ];
      for (const status of await bench.ends(...jobs)) {
        assert.equal(status.state, "cancelled");
        assert.ok(status.reason !== undefined && status.reason !== "");
      }
      await assert.rejects(bench.read("started"), Deno.errors.NotFound);
    },
  },
  {
    name: "hides secrets from all but the command and one private file",
    async run(bench) {
      const secret = `s3cret-${crypto.randomUUID()}`;
      const value = `${secret} it's "$(touch injected)"\nsecond line`;
      const spec = { secrets: { TOP: value }, environment: { CLEAR: "yes" } };
      const job = await bench.script(
        'printf %s "$TOP" | sha256sum | cut -c 1-64 >digest; echo ready; until test -e go; do sleep 0.1; done',
        spec,
      );
      await bench.printed(job, "ready");
      const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(value));
      assert.equal((await bench.read("digest")).trim(), new Uint8Array(digest).toHex());
      assert.deepEqual(await programsWith(secret), []);
      const files = await filesWith(bench.workdir, secret);
      assert.ok(files.every(({ mode }) => mode === 0o600), JSON.stringify(files));
      assert.ok(files.length <= 1, JSON.stringify(files));
      await Deno.writeTextFile(join(bench.workdir, "go"), "");
      assert.equal((await bench.end(job)).state, "succeeded");
      const stored = await bench.store.get(job.id);
      assert.deepEqual(stored.record.secretNames, ["TOP"]);
      const shown = await bench.subject.submitter.render({ ...job, spec: bench.spec(spec) });
      assert.ok(!shown.includes(secret));
    },
  },
  {
    name: "ends a job at its limit, after the warning it asked for",
    ability: "shortLimits",
    async run(bench) {
      const job = await bench.script(
        "trap 'echo warned' USR1; echo ready; while :; do sleep 0.1; done",
        { resources: { walltimeSec: 2 }, warningSec: 1 },
      );
      const status = await bench.end(job);
      assert.equal(status.state, "timed_out");
      assert.ok((status.reason ?? "") !== "");
      const texts = (await bench.lines(job)).map(({ text }) => text);
      assert.deepEqual(texts, ["ready", "warned"]);
    },
  },
  {
    name: "finds a job whose submission was cut off after it was sent",
    async run(bench) {
      const { submitter } = bench.subject;
      const spec = bench.spec({ command: ["bash", "-c", "echo ran >>ran"] });
      const stored = await bench.store.create(submitter.name, spec);
      const submission = { ...submissionOf(stored), spec };
      const ref = await submitter.submit(submission, {});
      assert.deepEqual(await submitter.find(submission, {}), ref);
      const job = { ...submission, ref, submittedMs: Date.now() };
      assert.equal((await bench.end(job)).state, "succeeded");
      assert.deepEqual(await submitter.find(submission, {}), ref);
      assert.equal(await bench.read("ran"), "ran\n");
    },
  },
  {
    name: "finds nothing of a job that was never sent",
    async run(bench) {
      const { submitter } = bench.subject;
      const stored = await bench.store.create(submitter.name, bench.spec());
      assert.equal(await submitter.find(submissionOf(stored), {}), undefined);
    },
  },
  {
    name: "gives the states of many jobs in their order, one of which it does not know",
    async run(bench) {
      const { submitter, unknownNativeId } = bench.subject;
      const jobs = [];
      for (let k = 0; k < 12; k++) jobs.push(await bench.script(`exit ${k % 3}`));
      await bench.ends(...jobs);
      const [first] = jobs;
      assert.ok(first !== undefined);
      const id = "zzzzzzzzzz";
      const folder = bench.store.folderOf(id);
      await Deno.mkdir(folder);
      const ref = { ...first.ref, id, nativeId: unknownNativeId };
      const unknown = { ...first, id, folder, ref, submittedMs: Date.now() - 86_400_000 };
      const asked = [...jobs.slice(0, 6), unknown, ...jobs.slice(6)];
      const statuses = await submitter.status(asked, {});
      assert.deepEqual(statuses.map((status) => status.ref), asked.map((job) => job.ref));
      const codes = statuses.filter((status) => status.ref.id !== id)
        .map(({ exitCode }) => exitCode);
      assert.deepEqual(codes, jobs.map((_, k) => k % 3));
      assertUnknown(statuses[6]);
      assert.deepEqual(await submitter.status([], {}), []);
    },
  },
  {
    name: "refuses what no backend could run, and records nothing",
    async run(bench) {
      const refused = [
        { name: "a b" },
        { command: [] },
        { command: ["echo", "nul\0nul"] },
        { workdir: "relative" },
        { environment: { "NO-NAME": "x" } },
        { environment: { BASHPID: "1" } },
        { environment: { A: "1" }, secrets: { A: "2" } },
        { array: { indices: [2, 1] } },
        { array: { indices: [] } },
        {
          dependencies: [{
            job: { backend: "elsewhere", id: "0123456789", nativeId: "1" },
            after: "end" as const,
          }],
        },
      ];
      for (const changes of refused) {
        await assert.rejects(
          bench.submit(changes),
          (error: Error & { code?: string }) => error.code === "bad_input",
          JSON.stringify(changes),
        );
      }
      assert.deepEqual((await bench.store.list()).jobs, []);
      await assert.rejects(async () => {
        await bench.subject.submitter.render({
          spec: bench.spec({ command: ["nul\0"] }),
          id: "0123456789",
          folder: bench.store.folderOf("0123456789"),
        });
      }, /NUL/);
    },
  },
];

/** Not known is not the same as failed, but nothing that would let anybody go on as if it ran. */
function assertUnknown(status: JobStatus | undefined): void {
  assert.ok(status !== undefined);
  assert.notEqual(status.state, "succeeded");
  assert.equal(status.exitCode, undefined);
  assert.ok((status.reason ?? "") !== "", "expected a reason");
  assert.ok(!isFinal(status.state) || status.state === "failed" || status.state === "node_failed");
}

function near(timeMs: number | undefined, expectedMs: number): boolean {
  return timeMs !== undefined && Math.abs(timeMs - expectedMs) < 10 * 60_000;
}

async function isAlive(pid: string): Promise<boolean> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => "");
  return stat !== "" && !/\) [ZX] /.test(stat);
}

/** Command lines of all processes that contain a text. */
async function programsWith(text: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const line = await Deno.readTextFile(`/proc/${name}/cmdline`).catch(() => "");
    if (line.includes(text)) found.push(line);
  }
  return found;
}

/** Files below a folder that contain a text, with the mode of each. */
async function filesWith(
  folder: string,
  text: string,
): Promise<{ path: string; mode: number }[]> {
  const found: { path: string; mode: number }[] = [];
  for await (const { name, isDirectory, isFile } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) found.push(...await filesWith(path, text));
    if (!isFile || !(await Deno.readTextFile(path)).includes(text)) continue;
    found.push({ path, mode: ((await Deno.stat(path)).mode ?? 0) & 0o777 });
  }
  return found;
}

function testSubmitter(kind: SubjectKind): void {
  Deno.test({
    name: `jobs: every promise is kept by backend ${kind.name}`,
    ignore: kind.ignore,
    async fn(test) {
      // opened once: a cluster takes seconds to start
      await using subject = await kind.open();
      for (const { name, ability, run } of PROMISES) {
        // the backend says why not, in submitter_subjects.ts
        if (ability !== undefined && kind.skip[ability] !== undefined) continue;
        await test.step(`${kind.name} ${name}`, async () => run(await JobBench.make(subject)));
      }
    },
  });
}

for (const kind of SUBJECTS) testSubmitter(kind);
