/**
 * The main job on real input: `deno task demo`.
 *
 * Builds the executable, runs an example with it, then serves the same example and calls it over HTTP.
 *
 * @module
 */

import { join } from "node:path";
import { compile } from "./compile.ts";
import { capture, ROOT } from "./process.ts";
import { note, say } from "./terminal.ts";

const MODULE = "examples/vectoradd";
const INPUTS = `${MODULE}/inputs.json`;
const START_LIMIT_MS = 30_000;
const CALL_LIMIT_MS = 30_000;
const POLL_MS = 20;

note("Building dist/tessera");
const tessera = await compile();
await runOnce();
await serveAndCall();

/** One call from the shell: inputs from a file, the result on stdout. */
async function runOnce(): Promise<void> {
  const argv = ["run", MODULE, "apply", `@${INPUTS}`];
  say(`$ tessera ${argv.join(" ")}`);
  const { code, stdout, stderr } = await capture([tessera, ...argv]);
  if (code !== 0) throw new Error(`Cannot run ${MODULE}: exit code ${code}\n${stderr}`);
  say(stdout.trimEnd());
}

/** The same module behind HTTP, on a port that is free. */
async function serveAndCall(): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tessera-demo-" });
  const announce = join(folder, "server.json");
  const argv = ["serve", MODULE, "--port", "0", "--announce", announce];
  say(`\n$ tessera serve ${MODULE} --port 0`);
  const server = new Deno.Command(tessera, { args: argv, cwd: ROOT, stdin: "null" }).spawn();
  try {
    const url = await announcedUrl(announce, server.status);
    say(`$ curl ${url}/apply --json @${INPUTS}`);
    const response = await fetch(new URL("apply", `${url}/`), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: await Deno.readTextFile(`${ROOT}/${INPUTS}`),
      signal: AbortSignal.timeout(CALL_LIMIT_MS),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`Cannot call ${url}: status ${response.status}\n${text}`);
    say(text);
  } finally {
    await stop(server);
    await Deno.remove(folder, { recursive: true });
  }
  say("\nThe server was asked to stop, and did.");
}

/** Waits for the file in which the server says where it listens. */
async function announcedUrl(path: string, ended: Promise<Deno.CommandStatus>): Promise<string> {
  const limitMs = performance.now() + START_LIMIT_MS;
  let exitCode: number | undefined;
  ended.then(({ code }) => exitCode = code);
  while (performance.now() < limitMs && exitCode === undefined) {
    try {
      return String(JSON.parse(await Deno.readTextFile(path)).url).replace(/\/$/, "");
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    await new Promise((wake) => setTimeout(wake, POLL_MS));
  }
  throw new Error(`Cannot serve ${MODULE}: it ended with code ${exitCode ?? "(still starting)"}`);
}

async function stop(server: Deno.ChildProcess): Promise<void> {
  try {
    server.kill("SIGTERM");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // it has already ended
  }
  const { code } = await server.status;
  if (code !== 0) throw new Error(`The server ended with code ${code}, expected 0`);
}
