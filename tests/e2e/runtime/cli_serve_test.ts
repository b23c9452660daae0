/** How `serve` starts and ends, and what the other commands make of a served module. */

import assert from "node:assert/strict";
import { needs } from "../../requirements.ts";
import { runCommand } from "../support/command.ts";
import { folderWith } from "../support/module_folder.ts";
import { startTessera } from "../support/servers.ts";

const HOSTILE = new URL("../../fixtures/hostile", import.meta.url).pathname;
const VECTORADD = new URL("../../../examples/vectoradd", import.meta.url).pathname;
const ANSWER = '{"inputs": {"act": "answer", "value": 5}}';

Deno.test({
  name: "serve ends with 3 where the port is taken, and 2 or 1 where there is no module to serve",
  ...needs("executable"),
  async fn() {
    await using server = await startTessera(HOSTILE);
    await using folder = await folderWith({
      "throws.ts": 'throw new RangeError("while loading");\n',
      "taken/token": "",
    });
    const port = new URL(server.url).port;
    const state = `${folder.path}/state`;
    const cases: [string[], number, RegExp][] = [
      [
        [HOSTILE, "--port", port],
        3,
        /^Error: Cannot listen on 127\.0\.0\.1:\d+: it is in use\n[^]*Hint: /,
      ],
      [[HOSTILE, "--host", "192.0.2.1", "--port", "0"], 3, /Cannot listen on 192\.0\.2\.1:0: /],
      [["nowhere", "--port", "0"], 2, /Cannot find "nowhere"/],
      [[server.url], 2, /Cannot serve "http:.*": found a URL, expected a module/],
      [["throws.ts", "--port", "0"], 1, /throws\.ts.*RangeError: while loading/],
      [[HOSTILE, "--port", "0", "--token-file", "taken"], 3, /Cannot use the token file "taken"/],
    ];
    for (const [args, code, text] of cases) {
      const found = await runCommand(["serve", ...args], {
        cwd: folder.path,
        env: { XDG_STATE_HOME: state },
      });
      assert.equal(found.code, code, `${args.join(" ")}\n${found.stderr}`);
      assert.match(found.stderr, text);
      assert.equal(found.stdout, "");
    }
    // a server that could not start leaves no token behind
    assert.deepEqual(await Array.fromAsync(walk(state)), []);
  },
});

Deno.test({
  name: "serve removes the token file that it made for itself, and leaves one that was named",
  ...needs("executable"),
  async fn() {
    await using folder = await folderWith({});
    const env = { XDG_STATE_HOME: `${folder.path}/state`, SLURM_JOB_ID: "1" };
    const named = `${folder.path}/named.token`;
    for (const args of [[], ["--token-file", named]]) {
      await using server = await startTessera(HOSTILE, { args, env });
      const { tokenFile } = server;
      assert.ok(tokenFile !== null);
      const argv = ["run", server.url, "apply", ANSWER];
      const refused = await runCommand(argv);
      assert.equal(refused.code, 2);
      assert.match(refused.stderr, /the server refused \(.*\)\nHint: Pass --token-file/);
      const { code, stderr } = await runCommand([...argv, "--token-file", tokenFile]);
      assert.equal(code, 0, stderr);
      assert.equal((await server.process.stop()).code, 0);
      if (tokenFile === named) assert.ok((await Deno.stat(named)).isFile);
      else await assert.rejects(Deno.stat(tokenFile), Deno.errors.NotFound);
    }
  },
});

Deno.test({
  name: "run with a URL gives each answer its exit code and the next step",
  ...needs("executable"),
  async fn() {
    await using server = await startTessera(HOSTILE, {
      args: ["--max-body-size", "1KiB", "--worker-memory", "64MiB"],
    });
    await using limited = await startTessera(HOSTILE, { args: ["--timeout", "400ms"] });
    const act = (name: string) => JSON.stringify({ inputs: { act: name, value: 10_000 } });
    const large = JSON.stringify({ inputs: { act: "answer" }, filler: "x".repeat(5_000) });
    const cases: [string[], number, RegExp, string?][] = [
      [
        ["aply", ANSWER],
        2,
        /has no such endpoint, expected one of apply, health\nHint: .*"apply"\?\n$/,
      ],
      [
        ["apply", act("anser")],
        2,
        /^Error: Invalid value for payload: 1 validation error for Apply/,
      ],
      [
        ["apply", '{\n"inputs":'],
        2,
        /Cannot read payload: .* at line 2, column \d+ of the argument/,
      ],
      [["apply", large], 2, /the server answered 413: .*limit of 1024 bytes/],
      [
        ["apply", act("throw")],
        1,
        /the server answered 500: Internal Server Error\nHint: .*--debug/,
      ],
      [["apply", act("exit")], 1, /the server answered 500: .*exited with code 7/],
      [["apply", act("fill_heap")], 1, /the server answered 500: .*out of memory/],
      [
        ["apply", act("loop")],
        124,
        /the server answered 504: .*longer than the limit/,
        limited.url,
      ],
      [
        ["apply", act("wait"), "--timeout", "100ms"],
        124,
        /it took too long\nHint: .*--timeout\n$/,
        limited.url,
      ],
    ];
    for (const [argv, code, text, url = server.url] of cases) {
      const found = await runCommand(["run", url, ...argv]);
      assert.equal(found.code, code, `${argv.join(" ").slice(0, 80)}\n${found.stderr}`);
      assert.match(found.stderr, text);
      assert.equal(found.stdout, "");
      // whatever it was, the server answers the next one
      const next = await runCommand(["run", url, "apply", ANSWER]);
      assert.equal(JSON.parse(next.stdout).value, 5, next.stderr);
    }
  },
});

Deno.test({
  name: "test runs the test cases of a module against a server, with or without debug mode",
  ...needs("executable"),
  async fn() {
    const cases = `${VECTORADD}/test_cases`;
    for (const args of [[], ["--debug"]]) {
      await using server = await startTessera(VECTORADD, { args });
      const { code, stdout, stderr } = await runCommand(["test", server.url, cases, "--json"]);
      assert.equal(code, 0, stdout + stderr);
      const summary = JSON.parse(stdout);
      assert.equal(summary.passed, summary.cases.length);
      assert.ok(summary.passed > 0);
    }
  },
});

Deno.test({
  name: "test reports what a server answers otherwise, and what its module throws in debug mode",
  ...needs("executable"),
  async fn() {
    const spec = (act: string, rest: object) =>
      JSON.stringify({ endpoint: "apply", payload: { inputs: { act } }, ...rest });
    await using folder = await folderWith({
      "test_throws.json": spec("throw", {
        "expected_exception": "ValueError",
        "expected_exception_regex": "on purpose: 0$",
      }),
      "test_refused.json": spec("nothing", { "expected_exception": "ValidationError" }),
      "test_value.json": spec("answer", { "expected_outputs": { value: 1 } }),
    });
    for (
      const [args, statuses] of [
        [["--debug"], { throws: "passed", refused: "passed", value: "failed" }],
        [[], { throws: "failed", refused: "passed", value: "failed" }],
      ] as const
    ) {
      await using server = await startTessera(HOSTILE, { args });
      const { code, stdout } = await runCommand(["test", server.url, folder.path, "--json"]);
      assert.equal(code, 1);
      const found = JSON.parse(stdout).cases.map(
        ({ name, status }: { name: string; status: string }) => [name.slice(5), status],
      );
      assert.deepEqual(Object.fromEntries(found), statuses, stdout);
    }
  },
});

async function* walk(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* walk(`${folder}/${name}`);
    else yield `${folder}/${name}`;
  }
}
