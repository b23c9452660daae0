/** Asks two servers the same requests and compares what they answer. @module */

import assert from "node:assert/strict";
import { join } from "node:path";
import { INPUT_FILES } from "../corpus/encodings.ts";
import { JSON_TYPE, type RequestCase } from "../corpus/request_case.ts";
import { compareAnswers, type CompareAnswersOptions } from "./compare_answers.ts";
import { RawClient, type RawRequest } from "./raw_http.ts";
import { type ServerOptions, startTessera, startUpstream, type TestServer } from "./servers.ts";
import { tempFolder } from "./temp_folder.ts";

/** Two servers and what they are asked. */
export interface Comparison extends CompareAnswersOptions {
  /** What the executable serves. */
  readonly target: string;
  /** More of its command line. */
  readonly args?: readonly string[];
  /** The `tesseract_api.py` that upstream serves. */
  readonly apiPath: string;
  /** Environment of both servers. */
  readonly env?: Readonly<Record<string, string>>;
  /** A folder whose content is copied to the input folder of both. */
  readonly inputs?: string;
  /** The cases, by topic. */
  readonly groups: Readonly<Record<string, readonly RequestCase[]>>;
}

/** Two servers that run until the end of the scope. */
export interface ServerPair extends AsyncDisposable {
  readonly ours: TestServer;
  readonly theirs: TestServer;
}

/** Starts both servers, asks them everything, and fails with a line for each difference. */
export async function compareServers(
  comparison: Comparison,
  context: Deno.TestContext,
): Promise<void> {
  await using servers = await startBoth(comparison);
  using ours = new RawClient(servers.ours.url);
  using theirs = new RawClient(servers.theirs.url);
  const pairs = { servers, clients: { ours, theirs } };
  for (const [group, cases] of Object.entries(comparison.groups)) {
    await context.step(group, async () => {
      const failures: string[] = [];
      for (const asked of cases) failures.push(...await compareCase(asked, pairs, comparison));
      assert.deepEqual(failures, []);
    });
  }
}

/** Starts both servers in an input folder with the files of the corpus. */
export async function startBoth(comparison: Omit<Comparison, "groups">): Promise<ServerPair> {
  const { target, apiPath, args = [], env = {} } = comparison;
  await using owned = new AsyncDisposableStack();
  const { path: folder } = owned.use(await tempFolder());
  const inputPath = join(folder, "input");
  await writeInputs(inputPath, comparison.inputs);
  // relative patterns start at the working folder under upstream, and at the input path under Tessera
  const options: ServerOptions = { inputPath, env, cwd: inputPath };
  // both at once: most of a start is waiting for the other machine's core or disk
  const started = await Promise.allSettled([
    startTessera(target, { ...options, args }),
    startUpstream(apiPath, options),
  ]);
  for (const one of started) if (one.status === "fulfilled") owned.use(one.value);
  for (const one of started) if (one.status === "rejected") throw one.reason;
  const [ours, theirs] = started.map((one) => one.status === "fulfilled" ? one.value : undefined);
  assert(ours !== undefined && theirs !== undefined);
  const kept = owned.move();
  return { ours, theirs, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

async function writeInputs(inputPath: string, inputs: string | undefined): Promise<void> {
  await Deno.mkdir(join(inputPath, "folder"), { recursive: true });
  for (const [path, values] of Object.entries(INPUT_FILES)) {
    const bytes = new Uint8Array(new Float64Array(values).buffer);
    await Deno.writeFile(join(inputPath, path), bytes);
  }
  await Deno.writeTextFile(join(inputPath, "..", "outside.bin"), "not for clients");
  await Deno.writeTextFile(join(inputPath, "..", "outside.json"), "5.5");
  await Deno.symlink("../outside.bin", join(inputPath, "link.bin"));
  if (inputs === undefined) return;
  for await (const { name } of Deno.readDir(inputs)) {
    await Deno.copyFile(join(inputs, name), join(inputPath, name));
  }
}

interface Pairs {
  readonly servers: ServerPair;
  readonly clients: { readonly ours: RawClient; readonly theirs: RawClient };
}

async function compareCase(
  asked: RequestCase,
  { servers, clients }: Pairs,
  options: CompareAnswersOptions,
): Promise<string[]> {
  const expected = asked.answeredAs === undefined ? asked : {
    ...asked,
    headers: { ...(asked.headers ?? JSON_TYPE), accept: `application/${asked.answeredAs}` },
  };
  const [ours, theirs] = await Promise.all([
    clients.ours.request(requestOf(asked)),
    clients.theirs.request(requestOf(expected)),
  ]);
  return compareAnswers(
    asked,
    { ...ours, outputPath: servers.ours.outputPath },
    { ...theirs, outputPath: servers.theirs.outputPath },
    options,
  ).map((line) => `${asked.name}: ${line}`);
}

function requestOf({ method = "POST", path, body, headers }: RequestCase): RawRequest {
  return {
    method,
    path,
    headers: headers ?? JSON_TYPE,
    ...(body === undefined ? {} : { body }),
  };
}
