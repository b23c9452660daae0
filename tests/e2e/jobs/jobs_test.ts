/** `tessera submit` and `tessera jobs` on this machine. */

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { executablePath, needs } from "../../requirements.ts";
import { BackgroundProcess } from "../support/background_process.ts";
import { type CommandResult, runCommand } from "../support/command.ts";
import { tempFolder } from "../support/temp_folder.ts";

const VECTORADD = new URL("../../../examples/vectoradd", import.meta.url).pathname;
const NEEDS = { ignore: needs("executable").ignore || Deno.build.os !== "linux" };
const ID = /^[0-9a-hjkmnp-tv-z]{10}\n$/;

/** A folder for jobs and their records, and the executable in it. */
interface Desk extends AsyncDisposable {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
  /** Runs `tessera ARGS`. */
  run(...args: string[]): Promise<CommandResult>;
  /** Submits a line for bash and gives the job's id. */
  submit(line: string, ...options: string[]): Promise<string>;
}

async function openDesk(more: Record<string, string> = {}): Promise<Desk> {
  const folder = await tempFolder();
  const env = { XDG_STATE_HOME: `${folder.path}/state`, ...more };
  const run = (...args: string[]) => runCommand(args, { cwd: folder.path, env });
  return {
    path: folder.path,
    env,
    run,
    async submit(line, ...options) {
      const found = await run("submit", ...options, "--", "bash", "-c", line);
      assert.equal(found.code, 0, found.stderr);
      assert.match(found.stdout, ID);
      return found.stdout.trim();
    },
    async [Symbol.asyncDispose]() {
      // a test that failed may leave jobs behind
      const list = await run("jobs", "list", "--json");
      const jobs = list.code === 0 ? JSON.parse(list.stdout) : [];
      const open = jobs.filter(({ isFinal }: { isFinal: boolean }) => !isFinal);
      const ids = open.map(({ id }: { id: string }) => id);
      if (ids.length > 0) {
        await run("jobs", "cancel", ...ids);
        await run("jobs", "wait", ...ids);
      }
      await folder[Symbol.asyncDispose]();
    },
  };
}

Deno.test({
  name: "submit prints the id; wait, show, logs and list tell the rest",
  ...NEEDS,
  async fn() {
    await using desk = await openDesk();
    const good = await desk.submit("echo out; echo err >&2; touch made", "--name", "good");
    const bad = await desk.submit("exit 3", "--name", "bad");
    const waited = await desk.run("jobs", "wait", good);
    assert.deepEqual([waited.code, waited.stdout], [0, `${good}  good  succeeded\n`]);
    const both = await desk.run("jobs", "wait", good, bad, "--timeout", "50s", "--json");
    assert.equal(both.code, 1, both.stderr);
    const ends = JSON.parse(both.stdout);
    assert.deepEqual(ends.map(({ state }: { state: string }) => state), ["succeeded", "failed"]);
    assert.equal(ends[1].exitCode, 3);
    assert.ok((await Deno.stat(`${desk.path}/made`)).isFile);

    assert.equal((await desk.run("jobs", "logs", good)).stdout, "out\nerr\n");
    const errors = await desk.run("jobs", "logs", "-f", "--stream", "stderr", good);
    assert.deepEqual([errors.code, errors.stdout, errors.stderr], [0, "err\n", ""]);

    const shown = await desk.run("jobs", "show", bad);
    assert.match(shown.stdout, /^state +failed/m);
    assert.match(shown.stdout, /^exit code +3$/m);
    assert.match(shown.stdout, /^command +bash -c 'exit 3'$/m);

    const list = await desk.run("jobs", "list");
    assert.match(list.stdout, /^JOB +NAME +ON +STATE +TIME +NODES +REASON\n/);
    assert.match(list.stdout, new RegExp(`^${bad} +bad +local +failed .* exit code 3$`, "m"));
    assert.match(list.stdout, new RegExp(`^${good} +good +local +succeeded `, "m"));
    const json = JSON.parse((await desk.run("jobs", "list", "--json")).stdout);
    assert.deepEqual(
      new Set(json.map(({ id }: { id: string }) => id)),
      new Set([good, bad]),
    );
  },
});

Deno.test({
  name: "a job outlives the process that submitted it, also one that is killed",
  ...NEEDS,
  async fn() {
    await using desk = await openDesk();
    const line = "until test -e go; do sleep 0.05; done; echo done >done";
    const argv = [executablePath(), "submit", "--wait", "--", "bash", "-c", line];
    await using submitting = new BackgroundProcess(argv, { cwd: desk.path, env: desk.env });
    while (!submitting.stderr.includes("Submitted job")) {
      assert.ok(!submitting.hasEnded, submitting.stderr);
      await submitting.stderrChange();
    }
    await submitting.stop("SIGKILL");
    const [job] = JSON.parse((await desk.run("jobs", "list", "--json")).stdout);
    assert.ok(["queued", "running"].includes(job.state), job.state);
    await Deno.writeTextFile(`${desk.path}/go`, "");
    const waited = await desk.run("jobs", "wait", job.id, "--timeout", "50s");
    assert.equal(waited.code, 0, waited.stderr);
    assert.equal(await Deno.readTextFile(`${desk.path}/done`), "done\n");
  },
});

Deno.test({
  name:
    "a submission that was cut off before its id was recorded is found again, or told never sent",
  ...NEEDS,
  async fn() {
    await using desk = await openDesk();
    const sent = await desk.submit("until test -e go; do sleep 0.05; done");
    const unsent = await desk.submit("true");
    await desk.run("jobs", "wait", unsent);
    const jobs = `${desk.env.XDG_STATE_HOME}/tessera/jobs`;
    for (const id of [sent, unsent]) {
      const { submitted: _submitted, ...record } = JSON.parse(
        await Deno.readTextFile(`${jobs}/${id}/job.json`),
      );
      const cutOff = { ...record, createdMs: record.createdMs - 3_600_000 };
      await Deno.writeTextFile(`${jobs}/${id}/job.json`, JSON.stringify(cutOff));
    }
    for (const name of ["supervisor", "status.json"]) {
      await Deno.remove(`${jobs}/${unsent}/${name}`);
    }
    const found = JSON.parse((await desk.run("jobs", "show", sent, "--json")).stdout);
    assert.equal(found.state, "running");
    const never = JSON.parse((await desk.run("jobs", "show", unsent, "--json")).stdout);
    assert.deepEqual([never.state, never.nativeState], ["failed", "never submitted"]);
    await Deno.writeTextFile(`${desk.path}/go`, "");
    assert.equal((await desk.run("jobs", "wait", sent)).code, 0);
  },
});

Deno.test({
  name: "cancel ends a job, wait ends with 1 for it, and with 124 when it takes too long",
  ...NEEDS,
  async fn() {
    await using desk = await openDesk();
    const id = await desk.submit("sleep 600");
    const late = await desk.run("jobs", "wait", id, "--timeout", "200ms");
    assert.equal(late.code, 124);
    assert.match(late.stderr, /Cannot wait any longer than 200 ms\nHint: The jobs go on/);
    const cancelled = await desk.run("jobs", "cancel", id.slice(0, 9));
    assert.deepEqual([cancelled.code, cancelled.stdout], [0, `${id}  is told to end\n`]);
    const waited = await desk.run("jobs", "wait", id);
    assert.deepEqual([waited.code, waited.stdout], [1, `${id}  bash  cancelled\n`]);
    const again = await desk.run("jobs", "cancel", id, "--json");
    assert.deepEqual(JSON.parse(again.stdout), [{ id, isCancelled: false, state: "cancelled" }]);
  },
});

Deno.test({
  name: "submit --wait ends as the job does, Ctrl-C ends only the waiting",
  ...NEEDS,
  async fn() {
    await using desk = await openDesk();
    assert.equal((await desk.run("submit", "--wait", "true")).code, 0);
    const failed = await desk.run("submit", "--wait", "--", "bash", "-c", "exit 7");
    assert.equal(failed.code, 1);
    assert.match(failed.stderr, /failed exit code 7\nHint: See "tessera jobs logs [0-9a-z]{10}"/);
    const argv = [executablePath(), "submit", "--wait", "--", "sleep", "600"];
    await using submitting = new BackgroundProcess(argv, { cwd: desk.path, env: desk.env });
    while (!submitting.stderr.includes("Submitted job")) {
      assert.ok(!submitting.hasEnded, submitting.stderr);
      await submitting.stderrChange();
    }
    const { code } = await submitting.stop("SIGINT");
    assert.equal(code, 130);
    assert.match(submitting.stderr, /no longer waiting; the jobs go on/);
    const [id = ""] = /[0-9a-z]{10}/.exec(submitting.stderr) ?? [];
    const { state } = JSON.parse((await desk.run("jobs", "show", id, "--json")).stdout);
    assert.ok(["queued", "running"].includes(state), state);
    await desk.run("jobs", "cancel", id);
    await desk.run("jobs", "wait", id);
  },
});

Deno.test({
  name: "jobs wait for others, and arrays have a log for each task",
  ...NEEDS,
  async fn() {
    await using desk = await openDesk();
    const line = 'echo "point $TESSERA_TASK_INDEX"';
    const first = await desk.submit(`sleep 0.3; ${line}`, "--array", "0-4:2%2");
    const second = await desk.submit("touch second", "--after", first);
    const never = await desk.submit("touch never", "--after", `${first}:failure`);
    const waited = await desk.run("jobs", "wait", first, second, never);
    assert.equal(waited.code, 1);
    assert.match(waited.stdout, /succeeded\n.*succeeded\n.*cancelled .*can never come: failure of/);
    await assert.rejects(Deno.stat(`${desk.path}/never`), Deno.errors.NotFound);
    const all = (await desk.run("jobs", "logs", first)).stdout;
    assert.equal(all, "0: point 0\n2: point 2\n4: point 4\n");
    assert.equal((await desk.run("jobs", "logs", first, "--task", "2")).stdout, "point 2\n");
    const wrong = await desk.run("jobs", "logs", first, "--task", "3");
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /its array has no index 3/);
    const watched = await desk.run("jobs", "list", "--watch");
    assert.equal(watched.code, 0);
    assert.match(watched.stdout, /succeeded \(3 succeeded\)/);
  },
});

Deno.test({
  name: "a served module's URL is found by its job",
  ...NEEDS,
  async fn() {
    await using desk = await openDesk();
    const served = ["serve", VECTORADD, "--port", "0", "--announce", "announced.json"];
    const silent = await desk.submit("true");
    const none = await desk.run("jobs", "url", silent);
    assert.equal(none.code, 2);
    assert.match(none.stderr, /it announces none/);
    using watcher = Deno.watchFs(desk.path, { recursive: false });
    const submitted = await desk.run("submit", "--", executablePath(), ...served);
    const id = submitted.stdout.trim();
    const early = await desk.run("jobs", "url", id);
    if (early.code !== 0) assert.match(early.stderr, /there is no ".*announced\.json"/);
    await appears(`${desk.path}/announced.json`, watcher);
    const { code, stdout, stderr } = await desk.run("jobs", "url", id);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^http:\/\/127\.0\.0\.1:\d+\n$/);
    const health = await desk.run("run", stdout.trim(), "health");
    assert.deepEqual(JSON.parse(health.stdout), { status: "ok" });
    await desk.run("jobs", "cancel", id);
    await desk.run("jobs", "wait", id);
    const late = await desk.run("jobs", "url", id);
    assert.equal(late.code, 1);
    assert.match(late.stderr, /it has ended \(cancelled\)/);
  },
});

Deno.test({
  name: "secrets reach the job and stay out of every other file, argument and message",
  ...NEEDS,
  async fn() {
    await using desk = await openDesk({ SECRET: "xyzzy-plugh" });
    const id = await desk.submit(
      '[ "$SECRET" = xyzzy-plugh ] && echo same',
      "--secret-env",
      "SECRET",
    );
    await desk.run("jobs", "wait", id);
    assert.equal((await desk.run("jobs", "logs", id)).stdout, "same\n");
    const shown = await desk.run("jobs", "show", id);
    assert.match(shown.stdout, /^secrets +SECRET$/m);
    const folder = `${desk.env.XDG_STATE_HOME}/tessera/jobs/${id}`;
    for await (const { name } of Deno.readDir(folder)) {
      // the command's own text has it; the value must be nowhere else
      const text = (await Deno.readTextFile(`${folder}/${name}`)).replaceAll(
        /=\s*xyzzy-plugh/g,
        "",
      );
      assert.ok(!text.includes("xyzzy-plugh"), name);
    }
    const given = await desk.run("submit", "--secret-env", "SECRET=hunter2", "--", "true");
    assert.equal(given.code, 2);
    assert.doesNotMatch(given.stderr, /hunter2/);
    assert.match(given.stderr, /Hint: .*export SECRET first/);
  },
});

Deno.test({
  name: "submit refuses with 2 what cannot be done, says why, and leaves no record",
  ...NEEDS,
  async fn() {
    await using desk = await openDesk();
    const cases: [string[], RegExp][] = [
      [["--on", "slrum", "--", "true"], /Cannot use backend "slrum".*\nHint: Did you mean "slurm"/],
      [["--nodes", "2", "--", "true"], /2 nodes, expected 1\nHint: It runs one process/],
      [["--gpus-per-node", "a100:2", "--", "true"], /it asks for GPUs/],
      [["--gpus-per-node", "many", "--", "true"], /Cannot read --gpus-per-node: found "many"/],
      [["--memory", "4G", "--", "true"], /it limits memory/],
      [["--time", "30", "--", "true"], /may mean minutes or seconds/],
      [["--array", "3-1", "--", "true"], /"3-1" is an empty range/],
      [["--after", "zzzzzzzzzz", "--", "true"], /Cannot find job "zzzzzzzzzz"/],
      [["--env", "NOT_SET_ANYWHERE", "--", "true"], /it is not set here/],
      [["--option", "grase=1s", "--", "true"], /no option "grase"/],
      [["--name", "a b", "--", "true"], /its name is not made of/],
      [["--time", "1h", "--warn-before-end", "2h", "--", "true"], /the limit is 3600 s/],
      [["--tasks"], /--tasks/],
      [[], /missing required argument 'COMMAND'/],
    ];
    for (const [args, text] of cases) {
      const { code, stdout, stderr } = await desk.run("submit", ...args);
      assert.equal(code, 2, `${args.join(" ")}\n${stderr}`);
      assert.match(stderr, text);
      assert.equal(stdout, "");
    }
    const { code, stdout } = await desk.run("submit", "--dry-run", "--", "echo", "it's");
    assert.equal(code, 0);
    assert.match(stdout, /^exec -- 'echo' 'it'\\''s'$/m);
    assert.equal((await desk.run("jobs", "list", "--all", "--json")).stdout, "[]\n");
    await Deno.writeTextFile(`${desk.path}/file`, "");
    const full = await runCommand(["submit", "--", "true"], {
      cwd: desk.path,
      env: { XDG_STATE_HOME: `${desk.path}/file` },
    });
    assert.equal(full.code, 3);
    assert.match(full.stderr, /Cannot record the job in .*\n[^]*Hint: Set XDG_STATE_HOME/);
  },
});

Deno.test({
  name: "jobs of this machine need a bash, and not an old one: which is told, and leaves no record",
  ...NEEDS,
  async fn() {
    await using desk = await openDesk();
    const cases: [string, RegExp][] = [
      ["none", /found no program "bash"\nHint: .*bash 4\.4 or newer on the PATH\n$/],
      ["old", /found bash 4\.3.*, expected 4\.4 or newer\nHint: .*need bash 4\.4/],
    ];
    for (const [name, text] of cases) {
      await Deno.mkdir(`${desk.path}/${name}`);
      if (name === "old") await writeOldBash(`${desk.path}/${name}/bash`);
      const env = { ...desk.env, PATH: `${desk.path}/${name}` };
      // the supervisor's own programs are looked for as well
      if (name === "old") env.PATH += `:${Deno.env.get("PATH")}`;
      const { code, stdout, stderr } = await runCommand(["submit", "true"], {
        cwd: desk.path,
        env,
      });
      assert.deepEqual([code, stdout], [3, ""], stderr);
      assert.match(stderr, text);
    }
    assert.equal((await desk.run("jobs", "list", "--all", "--json")).stdout, "[]\n");
  },
});

Deno.test({
  name: "clean removes what has ended, keeps what has not, and list tells what it cannot read",
  ...NEEDS,
  async fn() {
    await using desk = await openDesk();
    const done = await desk.submit("true");
    await desk.run("jobs", "wait", done);
    const open = await desk.submit("sleep 600");
    assert.equal((await desk.run("jobs", "clean")).stdout, "");
    const planned = await desk.run("jobs", "clean", "--older-than", "0s", "--dry-run");
    assert.equal(planned.stdout, `${done}\n`);
    assert.equal((await desk.run("jobs", "clean", "--older-than", "0s")).stdout, `${done}\n`);
    const gone = await desk.run("jobs", "show", done);
    assert.equal(gone.code, 2);
    await desk.run("jobs", "cancel", open);
    await desk.run("jobs", "wait", open);
    const record = `${desk.env.XDG_STATE_HOME}/tessera/jobs/${open}/job.json`;
    await Deno.writeTextFile(record, '{"version": 99}');
    const list = await desk.run("jobs", "list");
    assert.equal(list.code, 0);
    assert.match(list.stderr, new RegExp(`record of job ${open}: it has version 99`));
  },
});

Deno.test({
  name: "jobs names its commands, and the nearest one",
  ...NEEDS,
  async fn() {
    await using desk = await openDesk();
    const none = await desk.run("jobs");
    assert.equal(none.code, 2);
    assert.match(none.stderr, /Hint: Add one of list, show, wait, logs, cancel, url, clean/);
    const near = await desk.run("jobs", "lst");
    assert.equal(near.code, 2);
    assert.match(near.stderr, /Hint: Did you mean list\?/);
  },
});

/** This machine's bash, which takes itself for version 4.3. */
async function writeOldBash(path: string): Promise<void> {
  const { stdout } = await new Deno.Command("bash", {
    args: ["-c", 'type -P bash; echo "${BASH_VERSINFO[*]:0:2}"'],
  })
    .output();
  const [real = "", version = ""] = new TextDecoder().decode(stdout).split("\n");
  const text = Buffer.from(await Deno.readFile(real)).toString("latin1");
  const old = text.replaceAll(`\0${version.replace(" ", ".")}\0`, "\x004.3\0");
  assert.notEqual(old, text, `${real} does not hold its version ${version}`);
  await Deno.writeFile(path, Buffer.from(old, "latin1"), { mode: 0o700 });
}

async function appears(path: string, watcher: Deno.FsWatcher): Promise<void> {
  if (await isThere(path)) return;
  for await (const _ of watcher) if (await isThere(path)) return;
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
