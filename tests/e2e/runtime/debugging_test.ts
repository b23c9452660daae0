/** Debugging a module: a real inspector client at the executable, and what profiling and tracing print. */

import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { executablePath, needs } from "../../requirements.ts";
import { BackgroundProcess } from "../support/background_process.ts";
import { debuggerUrl, InspectorClient } from "../support/inspector_client.ts";
import { startTessera, type TestServer } from "../support/servers.ts";
import { tempFolder } from "../support/temp_folder.ts";

const MODULE = `import { array, z } from "tessera";
import { scale } from "./scale.ts";

export const InputSchema = z.object({ a: array("float64", [null]), s: z.number() });
export const OutputSchema = z.object({ result: array("float64", [null]) });
export function apply({ a, s }: z.infer<typeof InputSchema>) {
  if (s < 0) throw new RangeError("negative");
  return { result: scale(a, s) };
}
`;
/** With `import.meta`, which puts something in front of the first line, and types, which go. */
const SCALE = `import type { NDArray } from "tessera";
interface Unused {
  readonly a: number;
}
export const here: string = import.meta.url;
export function scale(a: NDArray<"float64">, factor: number) {
  const doubled: number = 2 * factor;
  let sum = 0;
  for (let k = 0; k < 2e6; k++) sum += Math.sin(k);
  return a.map((x: number) => x * doubled + 0 * sum);
}
`;
/** Of `let sum`, counted from 0 as the protocol does. */
const BREAK_LINE = 7;
const PAYLOAD = { inputs: { a: [1, 2], s: 3 } };

async function moduleFolder() {
  const folder = await tempFolder();
  await Deno.writeTextFile(`${folder.path}/tesseract_api.ts`, MODULE);
  await Deno.writeTextFile(`${folder.path}/scale.ts`, SCALE);
  const path = await Deno.realPath(folder.path);
  return { path, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

function apply(server: TestServer, payload: object = PAYLOAD, query = ""): Promise<Response> {
  return fetch(`${server.url}/apply${query}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(payload),
  });
}

/** Stands still at the breakpoint, looks around, goes on. */
async function meetBreakpoint(client: InspectorClient, href: string): Promise<void> {
  const { scriptId, sourceMapURL } = await client.event("Debugger.scriptParsed", ({ url }) => {
    return url === href;
  });
  const map = await (await fetch(sourceMapURL)).json();
  assert.deepEqual(map.sources, [href]);
  const { callFrames: [top] } = await client.event("Debugger.paused", ({ hitBreakpoints }) => {
    return hitBreakpoints.length > 0;
  });
  assert.equal(top.functionName, "scale");
  assert.equal(top.location.scriptId, scriptId);
  assert.equal(top.location.lineNumber, BREAK_LINE);
  const { result } = await client.send("Debugger.evaluateOnCallFrame", {
    callFrameId: top.callFrameId,
    expression: "doubled",
  });
  assert.equal(result.value, 6);
}

Deno.test({
  name: "serve --inspect lets a debugger break at a line of the user's file",
  ...needs("executable"),
  async fn() {
    await using folder = await moduleFolder();
    await using server = await startTessera(folder.path, { args: ["--inspect=127.0.0.1:0"] });
    const href = pathToFileURL(`${folder.path}/scale.ts`).href;
    await using client = await InspectorClient.attach(await debuggerUrl(server.process));
    await client.send("Debugger.enable");
    const { locations } = await client.send("Debugger.setBreakpointByUrl", {
      url: href,
      lineNumber: BREAK_LINE,
    });
    assert.equal(locations.length, 1);
    const answer = apply(server);
    await meetBreakpoint(client, href);
    // whoever watches the server is answered meanwhile
    assert.deepEqual(await (await fetch(`${server.url}/health`)).json(), { status: "ok" });
    await client.send("Debugger.resume");
    assert.deepEqual((await (await answer).json()).result.data.buffer, [6, 12]);
  },
});

Deno.test({
  name: "serve --inspect lists every worker, also one that replaced another",
  ...needs("executable"),
  async fn() {
    const hostile = new URL("../../fixtures/hostile", import.meta.url).pathname;
    const args = ["--inspect=127.0.0.1:0", "--num-workers", "2"];
    await using server = await startTessera(hostile, { args });
    const { host } = new URL(await debuggerUrl(server.process, 1));
    await (await apply(server, { inputs: { act: "exit" } })).text();
    await using client = await InspectorClient.attach(await debuggerUrl(server.process, 2));
    await client.send("Debugger.enable");
    const listed = await (await fetch(`http://${host}/json/list`)).json();
    assert.equal(listed.length, 2);
  },
});

Deno.test({
  name: "run --inspect-wait waits until a debugger has set its breakpoints",
  ...needs("executable"),
  async fn() {
    await using folder = await moduleFolder();
    const href = pathToFileURL(`${folder.path}/scale.ts`).href;
    await using run = new BackgroundProcess([
      executablePath(),
      ...["run", folder.path, "apply", JSON.stringify(PAYLOAD)],
      ...["--inspect-wait=127.0.0.1:0", "--output-path", folder.path],
    ]);
    await using client = await InspectorClient.attach(await debuggerUrl(run));
    await client.send("Debugger.enable");
    await client.send("Debugger.setBreakpointByUrl", { url: href, lineNumber: BREAK_LINE });
    await client.send("Runtime.runIfWaitingForDebugger");
    // it stands still first, so that a person has the time to set breakpoints, too
    await client.event("Debugger.paused");
    await client.send("Debugger.resume");
    await meetBreakpoint(client, href);
    await client.send("Debugger.resume");
    assert.equal((await run.status).code, 0, run.stderr);
  },
});

Deno.test({
  name: "serve --inspect-wait can be told to end while it waits",
  ...needs("executable"),
  async fn() {
    await using folder = await moduleFolder();
    await using server = new BackgroundProcess([
      executablePath(),
      ...["serve", folder.path, "--port", "0", "--inspect-wait=127.0.0.1:0"],
    ]);
    while (!server.hasEnded && !server.stderr.includes("Waiting for a debugger")) {
      await server.stderrChange();
    }
    const { code } = await server.stop("SIGINT");
    assert.equal(code, 130, server.stderr);
    assert.match(
      server.stderr,
      /Waiting for a debugger[^]*Got SIGINT before the module was loaded/,
    );
  },
});

Deno.test({
  name: "--inspect with a port that is in use ends with code 3 and says so",
  ...needs("executable"),
  async fn() {
    await using folder = await moduleFolder();
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const inspect = `--inspect=127.0.0.1:${listener.addr.port}`;
    for (const command of [["serve", folder.path], ["run", folder.path, "apply", "{}"]]) {
      const { code, stderr } = await new Deno.Command(executablePath(), {
        args: [...command, inspect, ...(command[0] === "serve" ? ["--port", "0"] : [])],
      }).output();
      assert.equal(code, 3, command[0]);
      assert.match(
        new TextDecoder().decode(stderr),
        /^Error: Cannot open the inspector on 127\.0\.0\.1:\d+: the port is in use\n/,
      );
    }
  },
});

Deno.test({
  name: "serve --profiling and --tracing report each call on stderr and in the run's log",
  ...needs("executable"),
  async fn() {
    await using folder = await moduleFolder();
    const args = ["--profiling", "--tracing", "--debug"];
    await using server = await startTessera(folder.path, { args });
    await (await apply(server, PAYLOAD, "?run_id=watched")).json();
    const log = await Deno.readTextFile(`${server.outputPath}/run_watched/logs/tesseract.log`);
    assert.ok(server.process.stderr.includes(log), server.process.stderr);
    assert.match(
      log,
      /^apply\(\) called with inputs:\n\{\n {2}"a": Array\(shape=\[2\], dtype=float64, /,
    );
    assert.match(log, /^apply\(\) returned:\n\{\n {2}"result": Array\(.*data=\[6, 12\]\)\n\}$/m);
    const phases = log.matchAll(/^ {2}(\w[\w ]*?) +[\d.]+ ms +\d+ %$/gm);
    assert.deepEqual(Array.from(phases, ([, phase]) => phase), [
      "decode",
      "validate",
      "module function",
      "validate result",
      "encode",
      "total",
    ]);
    assert.ok(log.includes(`ms  scale ${folder.path}/scale.ts:6:22\n`), log);
    const failed = await apply(server, { inputs: { a: [1], s: -1 } }, "?run_id=failed");
    assert.equal(failed.status, 500);
    assert.match(await failed.text(), /RangeError: negative\n +at apply \(file:\S+_api\.ts:7:20\)/);
    assert.match(
      await Deno.readTextFile(`${server.outputPath}/run_failed/logs/tesseract.log`),
      /^ {2}module function \(failed\) /m,
    );
  },
});
