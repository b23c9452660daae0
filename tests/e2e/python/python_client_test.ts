/**
 * The official Python client gets the same values and the same exceptions from the executable as from upstream's own
 * server, for every example in TypeScript and in Python, in every encoding.
 */

import assert from "node:assert/strict";
import { needs, upstreamPython } from "../../requirements.ts";
import { compareJson } from "../support/compare_json.ts";
import { inWordsOf, neutral } from "../support/error_words.ts";
import { isJsonObject, type JsonTree, readJson } from "../support/json_tree.ts";
import {
  type ServerOptions,
  startTessera,
  startUpstream,
  type TestServer,
} from "../support/servers.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;
const FIXTURES = `${ROOT}tests/fixtures/python`;
const DRIVE_LIMIT_MS = 90_000;

/** Folders of the modules, by the name of their twin in Python. */
const MODULES: Readonly<Record<string, string>> = {
  helloworld: "examples/helloworld",
  vectoradd: "examples/vectoradd",
  meshstats: "examples/meshstats",
  univariate: "examples/univariate",
  // deno-lint-ignore camelcase -- the name of a folder
  calls_another: "examples/calls_another",
  zoo: "tests/fixtures/zoo",
  gradients: "tests/fixtures/gradients",
};

/** Folders of the modules in Python, which both servers serve. */
const IN_PYTHON: Readonly<Record<string, string>> = {
  vectoradd: "examples/python/vectoradd",
  univariate: "examples/python/univariate",
  // deno-lint-ignore camelcase -- the name of a folder
  meshstats_finitediff: "examples/python/meshstats_finitediff",
  // deno-lint-ignore camelcase -- the name of a folder
  file_io: "examples/python/file_io",
  metrics: "examples/python/metrics",
  zoo: "tests/fixtures/python/zoo",
  gradients: "tests/fixtures/python/gradients",
};

/** Without a preference our answer comes in the encoding that the client's arrays came in. */
const FOLLOWED = [" in the encoding of the server, plain", " in json+base64, plain"] as const;

Deno.test({
  name: "the official client gets the same from the executable as from upstream's server",
  ...needs("executable", "upstream"),
  async fn(context) {
    const scenarios = "client_scenarios";
    const names = Object.keys(MODULES);
    const [ours, theirs] = await Promise.all([
      driven(scenarios, names, (name) => startTessera(`${ROOT}${MODULES[name]}`)),
      driven(scenarios, names, (name) => startUpstream(`${FIXTURES}/${name}/tesseract_api.py`)),
    ]);
    assert.deepEqual(Object.keys(ours), Object.keys(theirs));
    for (const [name, outcome] of Object.entries(ours)) {
      await context.step(name, () => {
        const expected = theirs[name.replace(...FOLLOWED)] ?? null;
        const options = { anyKeyOrder: true, numbersByValue: name.startsWith("what tesseract-") };
        assert.deepEqual(compareJson(inWordsOf(outcome, expected), neutral(expected), options), []);
      });
    }
  },
});

Deno.test({
  name: "the official client gets the same from a module in Python as from upstream's server",
  ...needs("executable", "upstream"),
  async fn(context) {
    const scenarios = "client_scenarios_python";
    const names = Object.keys(IN_PYTHON);
    const args = ["--python", upstreamPython()];
    const [ours, theirs] = await Promise.all([
      driven(scenarios, names, (name) => startTessera(apiPath(name), { ...optionsOf(name), args })),
      driven(scenarios, names, (name) => startUpstream(apiPath(name), optionsOf(name))),
    ]);
    assert.deepEqual(Object.keys(ours), Object.keys(theirs));
    for (const [name, outcome] of Object.entries(ours)) {
      await context.step(name, () => {
        const expected = theirs[name.replace(...FOLLOWED)] ?? null;
        assert.deepEqual(compareJson(outcome, expected), []);
      });
    }
  },
});

function apiPath(name: string): string {
  return `${ROOT}${IN_PYTHON[name]}/tesseract_api.py`;
}

/** Sets of paths are iterated in the same order on both sides. */
function optionsOf(name: string): ServerOptions {
  return {
    env: { PYTHONHASHSEED: "0", PYTHONDONTWRITEBYTECODE: "1" },
    ...(name === "file_io" ? { inputPath: `${ROOT}${IN_PYTHON[name]}/inputs` } : {}),
  };
}

/** Starts a server for every module, lets the client drive them all, and gives what it got. */
async function driven(
  scenarios: string,
  modules: readonly string[],
  start: (module: string) => Promise<TestServer>,
): Promise<{ [scenario: string]: JsonTree }> {
  await using owned = new AsyncDisposableStack();
  const servers = await Promise.allSettled(
    modules.map(async (name) => [name, owned.use(await start(name))] as const),
  );
  const running = servers.map((one) => {
    if (one.status === "rejected") throw one.reason;
    const [name, { url, outputPath }] = one.value;
    return [name, { "url": url, "output_path": outputPath }];
  });
  const outcomes = readJson(await drive(scenarios, JSON.stringify(Object.fromEntries(running))));
  assert(isJsonObject(outcomes));
  return outcomes;
}

async function drive(scenarios: string, servers: string): Promise<string> {
  const client = new Deno.Command(upstreamPython(), {
    args: [`${FIXTURES}/drive_client.py`, scenarios],
    env: { PYTHONDONTWRITEBYTECODE: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(DRIVE_LIMIT_MS),
  }).spawn();
  const writer = client.stdin.getWriter();
  await writer.write(new TextEncoder().encode(servers));
  await writer.close();
  const { code, stdout, stderr } = await client.output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}
