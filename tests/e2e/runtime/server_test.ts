/** What a server survives: modules that fail in every way, clients that leave, full queues, other users. */

import assert from "node:assert/strict";
import { needs, SECOND_USER } from "../../requirements.ts";
import { startTessera, type TestServer } from "../support/servers.ts";

const HOSTILE = new URL("../../fixtures/hostile", import.meta.url).pathname;

function call(
  server: TestServer,
  inputs: { act: string; value?: number },
  init: RequestInit = {},
): Promise<Response> {
  return fetch(`${server.url}/apply`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ inputs }),
    ...init,
  });
}

async function valueOf(response: Response): Promise<number> {
  assert.equal(response.status, 200, await response.clone().text());
  return (await response.json()).value;
}

Deno.test({
  name: "serve answers 500 for a call whose worker ends, and the others go on",
  ...needs("executable"),
  async fn() {
    await using server = await startTessera(HOSTILE, { args: ["--worker-memory", "64MiB"] });
    const thrown = await call(server, { act: "throw" });
    assert.equal(thrown.status, 500);
    assert.equal(await thrown.text(), "Internal Server Error");
    assert.match(server.process.stderr, /RangeError: thrown on purpose/);
    for (
      const [act, why] of [["exit", /exited with code 7/], ["fill_heap", /out of memory/]] as const
    ) {
      const lost = await call(server, { act });
      assert.equal(lost.status, 500, act);
      assert.match(await lost.text(), why);
      assert.equal(await valueOf(await call(server, { act: "answer", value: 5 })), 5);
    }
  },
});

Deno.test({
  name: "serve loses only the calls that a killed worker ran",
  ...needs("executable"),
  async fn() {
    await using server = await startTessera(HOSTILE, {
      args: ["--num-workers", "2", "--queue-size", "500"],
    });
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_, k) => {
        const act = k % 20 === 7 ? "exit" : "answer";
        const response = await call(server, { act, value: k });
        const text = await response.text();
        return { act, status: response.status, text, k };
      }),
    );
    for (const { act, status, text, k } of answers) {
      assert.equal(status, act === "exit" ? 500 : 200, `${act} ${k}: ${text}`);
      if (act === "answer") assert.equal(JSON.parse(text).value, k);
    }
  },
});

Deno.test({
  name: "serve answers /health while every worker computes, and ends a call at its time limit",
  ...needs("executable"),
  async fn() {
    await using server = await startTessera(HOSTILE, { args: ["--timeout", "700ms"] });
    const looping = call(server, { act: "loop" });
    const health = await fetch(`${server.url}/health`);
    assert.deepEqual(await health.json(), { status: "ok" });
    const ended = await looping;
    assert.equal(ended.status, 504);
    assert.match(await ended.text(), /longer than the limit of 0.7 s/);
    assert.equal(await valueOf(await call(server, { act: "answer", value: 1 })), 1);
  },
});

Deno.test({
  name: "serve leaves a module's endless loop nothing but time that nobody else wants",
  ...needs("executable"),
  ignore: needs("executable").ignore || Deno.build.os !== "linux",
  async fn() {
    await using server = await startTessera(HOSTILE, { args: ["--timeout", "300ms"] });
    assert.deepEqual(idleThreads(server.process.pid), []);
    const ended = await call(server, { act: "loop" });
    assert.equal(ended.status, 504);
    await ended.body?.cancel();
    assert.equal(await valueOf(await call(server, { act: "answer", value: 1 })), 1);
    assert.equal(idleThreads(server.process.pid).length, 1);
  },
});

/** The threads of a process that the kernel runs when nothing else wants to run (proc(5), stat, field 41). */
function idleThreads(pid: number): string[] {
  return [...Deno.readDirSync(`/proc/${pid}/task`)].map(({ name }) => name).filter((thread) => {
    const stat = Deno.readTextFileSync(`/proc/${pid}/task/${thread}/stat`);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[38] === "5";
  });
}

Deno.test({
  name: "serve refuses calls beyond its queue with 503 and Retry-After",
  ...needs("executable"),
  async fn() {
    await using server = await startTessera(HOSTILE, { args: ["--queue-size", "1"] });
    const calls = Array.from({ length: 5 }, () => call(server, { act: "wait", value: 300 }));
    const answers = await Promise.all(calls);
    const refused = answers.filter(({ status }) => status === 503);
    assert.equal(answers.filter(({ status }) => status === 200).length, 2);
    assert.equal(refused.length, 3);
    for (const answer of answers) {
      if (answer.status === 503) assert.equal(answer.headers.get("retry-after"), "1");
      await answer.body?.cancel();
    }
  },
});

Deno.test({
  name: "serve frees the place of a client that leaves",
  ...needs("executable"),
  async fn() {
    await using server = await startTessera(HOSTILE);
    const controller = new AbortController();
    const looping = call(server, { act: "loop" }, { signal: controller.signal });
    const health = await fetch(`${server.url}/health`);
    await health.body?.cancel();
    controller.abort();
    await assert.rejects(looping);
    // the loop never returns: only a worker that was ended and replaced can answer
    assert.equal(await valueOf(await call(server, { act: "answer", value: 3 })), 3);
  },
});

Deno.test({
  name: "serve survives a rejection nobody awaits and sends what a module prints to stderr",
  ...needs("executable"),
  async fn() {
    await using server = await startTessera(HOSTILE);
    const answer = await call(server, { act: "reject_later", value: 2 });
    await answer.body?.cancel();
    assert.equal(await valueOf(await call(server, { act: "print", value: 4 })), 4);
    while (!server.process.stderr.includes("printed by the module")) {
      await server.process.stderrChange();
    }
  },
});

Deno.test({
  name: "serve loads the module once for each worker",
  ...needs("executable"),
  async fn() {
    await using server = await startTessera(HOSTILE);
    const first = await (await call(server, { act: "answer" })).json();
    const second = await (await call(server, { act: "answer" })).json();
    assert.equal(second.calls, first.calls + 1);
    assert.equal(second.loaded_at, first.loaded_at);
  },
});

Deno.test({
  name: "serve drains on SIGTERM: the running call is answered, the exit code is 0",
  ...needs("executable"),
  async fn() {
    await using server = await startTessera(HOSTILE);
    const running = call(server, { act: "wait", value: 400 });
    const health = await fetch(`${server.url}/health`);
    await health.body?.cancel();
    server.process.kill("SIGTERM");
    assert.equal(await valueOf(await running), 400);
    assert.equal((await server.process.status).code, 0);
  },
});

Deno.test({
  name: "serve refuses bodies beyond --max-body-size, announced or not",
  ...needs("executable"),
  async fn() {
    await using server = await startTessera(HOSTILE, { args: ["--max-body-size", "1KiB"] });
    const large = JSON.stringify({ inputs: { act: "answer" }, filler: "x".repeat(5_000) });
    const announced = await call(server, { act: "answer" }, { body: large });
    assert.equal(announced.status, 413);
    await announced.body?.cancel();
    const chunked = await call(server, { act: "answer" }, {
      body: new Blob([large]).stream(),
    });
    assert.equal(chunked.status, 413);
    await chunked.body?.cancel();
  },
});

Deno.test({
  name: "serve asks for the token where one is set",
  ...needs("executable"),
  async fn() {
    const dir = await Deno.makeTempDir();
    try {
      const tokenFile = `${dir}/token`;
      await using server = await startTessera(HOSTILE, { args: ["--token-file", tokenFile] });
      const token = (await Deno.readTextFile(tokenFile)).trim();
      const refused = await call(server, { act: "answer" });
      assert.equal(refused.status, 401);
      await refused.body?.cancel();
      const headers = { "authorization": `Bearer ${token}`, "content-type": "application/json" };
      assert.equal(await valueOf(await call(server, { act: "answer", value: 9 }, { headers })), 9);
      assert.equal(server.process.stderr.includes(token), false);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});

Deno.test({
  name: "serve answers 403 to another user on loopback, unless --allow-other-users",
  ...needs("executable", "secondUser"),
  async fn() {
    for (const [args, status] of [[[], "403"], [["--allow-other-users"], "200"]] as const) {
      await using server = await startTessera(HOSTILE, { args });
      const asked = await new Deno.Command("curl", {
        args: ["-s", "-o", "/dev/null", "-w", "%{http_code}", `${server.url}/health`],
        ...SECOND_USER,
      }).output();
      assert.equal(new TextDecoder().decode(asked.stdout), status);
    }
  },
});
