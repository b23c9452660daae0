/** What a server of a Python module survives: each worker is a process, and the processes end with it. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { needs, upstreamPython } from "../../requirements.ts";
import { isGone } from "../support/processes.ts";
import { runCommand } from "../support/command.ts";
import { startTessera, type TestServer } from "../support/servers.ts";
import { tempFolder } from "../support/temp_folder.ts";

const HOSTILE = new URL("../../fixtures/hostile_python", import.meta.url).pathname;
const NEEDS = needs("executable", "upstream");

function serve(...args: string[]): Promise<TestServer> {
  return startTessera(HOSTILE, { args: ["--python", upstreamPython(), ...args] });
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly pid: number;
  readonly detail: string;
}

async function call(
  server: TestServer,
  act: string,
  options: { number?: number; path?: string; signal?: AbortSignal } = {},
): Promise<Answer> {
  const { signal, ...inputs } = options;
  const response = await fetch(`${server.url}/apply`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ inputs: { act, ...inputs } }),
    ...(signal === undefined ? {} : { signal }),
  });
  const text = await response.text();
  const { pid = NaN, detail = "" } = response.status === 200 ? JSON.parse(text) : {};
  return { status: response.status, text, pid, detail };
}

Deno.test({
  name: "a Python module that exits, crashes or throws costs the call that it was in",
  ...NEEDS,
  async fn() {
    await using server = await serve();
    for (
      const [act, number, why] of [
        ["exit_now", 3, /exited with code 3/],
        ["exit_at_once", 4, /exited with code 4/],
        ["segfault", 0, /was ended by SIGSEGV/],
        ["throw", 0, /^Internal Server Error$/],
      ] as const
    ) {
      const lost = await call(server, act, { number });
      assert.equal(lost.status, 500, act);
      assert.match(lost.text, why);
      assert.equal((await call(server, "nothing")).status, 200);
    }
    assert.match(server.process.stderr, /RuntimeError: thrown by the module/);
  },
});

Deno.test({
  name: "a Python module may fork, change directory, close its outputs and replace signal handlers",
  ...NEEDS,
  async fn() {
    await using server = await serve();
    const { pid } = await call(server, "nothing");
    for (
      const act of [
        "fork_and_return",
        "fork_and_exit",
        "change_directory",
        "replace_handlers",
        "leave_thread",
        "close_outputs",
      ]
    ) {
      const answer = await call(server, act);
      assert.equal(answer.status, 200, answer.text);
      assert.equal((await call(server, "nothing")).pid, pid, act);
    }
  },
});

Deno.test({
  name: "a worker that is killed costs the call it ran; four workers are four processes",
  ...NEEDS,
  async fn() {
    await using folder = await tempFolder();
    await using server = await serve("--num-workers", "4");
    // nobody returns before all four are there
    const met = await Promise.all(
      [0, 1, 2, 3].map(() => call(server, "meet", { path: folder.path })),
    );
    assert.equal(new Set(met.map(({ pid }) => pid)).size, 4);
    const path = join(folder.path, "go");
    const calls = [0, 1, 2, 3, 4, 5, 6, 7].map(() => call(server, "wait_for", { path }));
    const health = await fetch(`${server.url}/health`);
    assert.equal(await health.text(), '{"status":"ok"}');
    const [victim] = met;
    Deno.kill(victim?.pid ?? NaN, "SIGKILL");
    await isGone(victim?.pid ?? NaN);
    await Deno.writeTextFile(path, "");
    const answers = await Promise.all(calls);
    const lost = answers.filter(({ status }) => status !== 200);
    assert.deepEqual(lost.map(({ status }) => status), [500]);
    assert.match(lost[0]?.text ?? "", /was ended by SIGKILL/);
  },
});

Deno.test({
  name: "what a Python module prints stands once in its log and once on stderr, in its order",
  ...NEEDS,
  async fn() {
    await using server = await serve();
    await call(server, "print_from_children", { number: 2 });
    const expected = [
      "first, from Python",
      "child 0",
      "child 0 says",
      "child 1",
      "child 1 says",
      "last, from C",
      "no line end",
    ];
    assert.deepEqual((await logOf(server)).split("\n"), expected);
    const shown = server.process.stderr.split("\n");
    for (const line of expected) assert.equal(shown.filter((one) => one === line).length, 1, line);
  },
});

Deno.test({
  name: "a Python module may print 100 MB in one call",
  ...NEEDS,
  async fn() {
    await using server = await serve();
    const { pid, status } = await call(server, "print_much", { number: 100 });
    assert.equal(status, 200);
    assert.equal((await logOf(server)).length, 100 * 1024 * 1024);
    assert.equal((await call(server, "nothing")).pid, pid);
  },
});

async function logOf(server: TestServer): Promise<string> {
  const [run] = await Array.fromAsync(Deno.readDir(server.outputPath));
  return await Deno.readTextFile(join(server.outputPath, run?.name ?? "", "logs/tesseract.log"));
}

Deno.test({
  name: "a call whose client has left is interrupted, and its worker goes on",
  ...NEEDS,
  async fn() {
    await using folder = await tempFolder();
    await using server = await serve();
    const { pid } = await call(server, "nothing");
    const controller = new AbortController();
    const path = join(folder.path, "never");
    const left = call(server, "wait_for", { path, signal: controller.signal });
    await appears(`${path}.waiting`);
    controller.abort();
    await assert.rejects(left);
    assert.equal((await call(server, "nothing")).pid, pid);
  },
});

async function appears(path: string): Promise<void> {
  for (let tries = 0;; tries++) {
    if (await Deno.stat(path).then(() => true, () => false)) return;
    assert.ok(tries < 500, `${path} is not there`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

Deno.test({
  name: "a call that holds the interpreter is ended at its time limit",
  ...NEEDS,
  async fn() {
    await using server = await serve("--timeout", "2s");
    const late = await call(server, "hold_the_interpreter", { number: 600 });
    assert.equal(late.status, 504);
    assert.equal((await call(server, "nothing")).status, 200);
  },
});

for (const signal of ["SIGTERM", "SIGINT", "SIGKILL"] as const) {
  Deno.test({
    name: `${signal} to the server leaves none of its Python processes nor what they started`,
    ...NEEDS,
    async fn() {
      await using server = await serve("--num-workers", "2", "--drain-timeout", "100ms");
      const { pid, detail } = await call(server, "start_child");
      const busy = call(server, "hold_the_interpreter", { number: 600 }).catch(() => {});
      server.process.kill(signal);
      await server.process.status;
      await busy;
      await isGone(pid);
      await isGone(Number(detail));
    },
  });
}

Deno.test({
  name: "workers that end leave no descriptor and no memory behind in the server",
  ...NEEDS,
  async fn() {
    await using server = await serve();
    const count = async () => {
      assert.equal((await call(server, "nothing")).status, 200);
      return openDescriptors(server.process.pid);
    };
    await call(server, "exit_at_once", { number: 1 });
    const before = await count();
    for (let k = 0; k < 4; k++) {
      assert.equal((await call(server, "exit_at_once", { number: 1 })).status, 500);
      await call(server, "nothing");
    }
    assert.equal(await count(), before);
  },
});

function openDescriptors(pid: number): number {
  return [...Deno.readDirSync(`/proc/${pid}/fd`)].length;
}

Deno.test({
  name: "a metric that cannot be kept fails its call, and is told",
  ...NEEDS,
  async fn() {
    await using server = await serve();
    await Deno.remove(server.outputPath, { recursive: true });
    await Deno.writeTextFile(server.outputPath, "no folder");
    const { pid } = await call(server, "nothing");
    const lost = await call(server, "log_metric", { number: 1 });
    assert.deepEqual([lost.status, lost.text], [500, "Internal Server Error"]);
    assert.match(server.process.stderr, /Error: Cannot make the logs of a run/);
    assert.equal((await call(server, "nothing")).pid, pid);
  },
});

Deno.test({
  name: "a missing interpreter and a missing package are told with what to do, exit 3",
  ...NEEDS,
  async fn() {
    const nowhere = await runCommand(["serve", HOSTILE, "--python", "/no/python"]);
    assert.equal(nowhere.code, 3);
    assert.match(nowhere.stderr, /"\/no\/python" \(--python\) cannot be run/);
    // -S has no site packages
    await using folder = await tempFolder();
    const bare = join(folder.path, "python");
    await Deno.writeTextFile(bare, `#!/bin/sh\nexec ${upstreamPython()} -S "$@"\n`, {
      mode: 0o755,
    });
    const lacking = await runCommand(["serve", HOSTILE, "--python", bare]);
    assert.equal(lacking.code, 3, lacking.stderr);
    assert.match(lacking.stderr, /has no package "(numpy|tesseract_core)"/);
    assert.match(lacking.stderr, /-m pip install 'tesseract-core\[runtime\]>=1\.9'/);
  },
});
