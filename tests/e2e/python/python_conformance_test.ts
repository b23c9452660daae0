/**
 * A module in Python answers through the executable as it does through upstream's own server: status, content type
 * and body, letter by letter. What differs on purpose is declared in corpus/python_corpora.ts and has to differ.
 */

import assert from "node:assert/strict";
import { needs, upstreamPython } from "../../requirements.ts";
import { PYTHON_CORPORA, type PythonCorpus } from "../corpus/python_corpora.ts";
import { compareServers, type Comparison, startBoth } from "../support/compare_servers.ts";
import type { TestServer } from "../support/servers.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;

/** Modules iterate sets of paths: with one seed, both interpreters do so in the same order. */
const ONE_ORDER = { PYTHONHASHSEED: "0" } as const;

for (const [name, corpus] of Object.entries(PYTHON_CORPORA)) {
  Deno.test({
    name: `the executable answers like upstream when it serves ${name} in Python`,
    ...needs("executable", "upstream"),
    fn: (context) => compareServers(comparisonOf(corpus), context),
  });
}

Deno.test({
  name: "a call of a module in Python leaves the same run as with upstream",
  ...needs("executable", "upstream"),
  async fn() {
    const corpus = PYTHON_CORPORA["the example metrics"];
    assert(corpus !== undefined);
    await using servers = await startBoth(comparisonOf(corpus));
    const ours = await filesOfRun(servers.ours, corpus);
    const theirs = await filesOfRun(servers.theirs, corpus);
    assert.deepEqual(ours, theirs);
    assert.deepEqual(Object.keys(ours), [
      "artifacts/line.json",
      "metrics.csv",
      "parameters.json",
      "tesseract.log",
    ]);
  },
});

/** Calls a module twice in one run and gives what that left, without the time of each metric. */
async function filesOfRun(
  { url, outputPath }: TestServer,
  { module }: PythonCorpus,
): Promise<Record<string, string>> {
  const body = await Deno.readTextFile(`${ROOT}${module}/inputs.json`);
  for (let call = 0; call < 2; call++) {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${url}/apply?run_id=fit`, { method: "POST", headers, body });
    assert.equal(answer.status, 200, await answer.text());
  }
  const logs = `${outputPath}/run_fit/logs`;
  const files: Record<string, string> = {};
  for (const path of await filesBelow(logs)) {
    files[path] = (await Deno.readTextFile(`${logs}/${path}`)).replaceAll(METRIC, asValue);
  }
  return files;
}

/** Time, name and value; 21 and 21.0 are the same value. */
const METRIC = /^\d{4}-\d\d-\d\dT[\d:.]+,(\w+),([^,]+)(?=,)/gm;

function asValue(_line: string, name: string, value: string): string {
  return `<time>,${name},${Number(value)}`;
}

async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const below = isDirectory ? await filesBelow(`${folder}/${name}`) : [];
    found.push(...(isDirectory ? below.map((path) => `${name}/${path}`) : [name]));
  }
  return found.sort();
}

function comparisonOf(
  { module, args = [], env = {}, hasInputs, groups }: PythonCorpus,
): Comparison {
  const folder = `${ROOT}${module}`;
  const apiPath = `${folder}/tesseract_api.py`;
  return {
    target: apiPath,
    args: ["--python", upstreamPython(), ...args],
    apiPath,
    env: { ...ONE_ORDER, PYTHONDONTWRITEBYTECODE: "1", ...env },
    ...(hasInputs === true ? { inputs: `${folder}/inputs` } : {}),
    groups,
    isExact: true,
  };
}
