/**
 * The executable answers every request of the corpus as upstream's server does: status, content type and body.
 * What differs on purpose is declared in corpus/differences.ts and has to differ.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { needs } from "../requirements.ts";
import { CORPORA, type Corpus } from "./corpus/corpora.ts";
import { INPUT_FILES } from "./corpus/encodings.ts";
import type { RequestCase } from "./corpus/request_case.ts";
import { compareAnswers } from "./support/compare_answers.ts";
import { RawClient, type RawRequest } from "./support/raw_http.ts";
import { startTessera, startUpstream, type TestServer } from "./support/servers.ts";
import { tempFolder } from "./support/temp_folder.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

for (const [name, corpus] of Object.entries(CORPORA)) {
  Deno.test({
    name: `the executable answers like upstream when it serves ${name}`,
    ...needs("executable", "upstream"),
    fn: (context) => compareServers(corpus, context),
  });
}

async function compareServers(corpus: Corpus, context: Deno.TestContext): Promise<void> {
  await using servers = await startBoth(corpus);
  using ours = new RawClient(servers.ours.url);
  using theirs = new RawClient(servers.theirs.url);
  const clients = { ours, theirs };
  for (const [group, cases] of Object.entries(corpus.groups)) {
    await context.step(group, async () => {
      const failures: string[] = [];
      for (const asked of cases) failures.push(...await compareCase(asked, { servers, clients }));
      assert.deepEqual(failures, []);
    });
  }
}

interface Servers extends AsyncDisposable {
  readonly ours: TestServer;
  readonly theirs: TestServer;
}

async function startBoth({ module, twin, env = {} }: Corpus): Promise<Servers> {
  await using owned = new AsyncDisposableStack();
  const { path: folder } = owned.use(await tempFolder());
  const inputPath = join(folder, "input");
  await writeInputs(inputPath);
  const apiPath = `${ROOT}tests/fixtures/python/${twin}/tesseract_api.py`;
  // both at once: most of a start is waiting for the other machine's core or disk
  const started = await Promise.allSettled([
    startTessera(`${ROOT}${module}`, { inputPath, env }),
    startUpstream(apiPath, { inputPath, env }),
  ]);
  for (const one of started) if (one.status === "fulfilled") owned.use(one.value);
  for (const one of started) if (one.status === "rejected") throw one.reason;
  const [ours, theirs] = started.map((one) => one.status === "fulfilled" ? one.value : undefined);
  assert(ours !== undefined && theirs !== undefined);
  const kept = owned.move();
  return { ours, theirs, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

async function writeInputs(inputPath: string): Promise<void> {
  await Deno.mkdir(join(inputPath, "folder"), { recursive: true });
  for (const [path, values] of Object.entries(INPUT_FILES)) {
    const bytes = new Uint8Array(new Float64Array(values).buffer);
    await Deno.writeFile(join(inputPath, path), bytes);
  }
  await Deno.writeTextFile(join(inputPath, "..", "outside.bin"), "not for clients");
}

interface Pairs {
  readonly servers: Servers;
  readonly clients: { readonly ours: RawClient; readonly theirs: RawClient };
}

async function compareCase(asked: RequestCase, { servers, clients }: Pairs): Promise<string[]> {
  const expected = asked.answeredAs === undefined ? asked : {
    ...asked,
    headers: { ...headersOf(asked), accept: `application/${asked.answeredAs}` },
  };
  const [ours, theirs] = await Promise.all([
    clients.ours.request(requestOf(asked)),
    clients.theirs.request(requestOf(expected)),
  ]);
  return compareAnswers(
    asked,
    { ...ours, outputPath: servers.ours.outputPath },
    { ...theirs, outputPath: servers.theirs.outputPath },
  ).map((line) => `${asked.name}: ${line}`);
}

function requestOf({ method = "POST", path, body, headers }: RequestCase): RawRequest {
  return {
    method,
    path,
    headers: headers ?? { "content-type": "application/json" },
    ...(body === undefined ? {} : { body }),
  };
}

function headersOf({ headers }: RequestCase): Readonly<Record<string, string>> {
  return headers ?? { "content-type": "application/json" };
}
