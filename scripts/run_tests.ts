/**
 * All tests: `deno task test [--with-upstream] [--with-services] [--no-compile]`.
 *
 * Static checks, unit and documentation tests, contract suites, then the executable is built and tested end to
 * end. Installs nothing on a person's machine unless asked, and says what it left out; under CI=true it
 * makes what the tests need, and anything left out is a failure. Ends with "N passed, N failed".
 *
 * @module
 */

import { basename } from "node:path";
import { parseArgs } from "node:util";
import { executablePath, REQUIREMENTS } from "../tests/requirements.ts";
import { compile } from "./compile.ts";
import { stream } from "./process.ts";
import { say } from "./terminal.ts";
import { addCounts, type Counts, denoTest, NONE } from "./testing/deno_test.ts";
import { makeSchemathesis } from "./testing/schemathesis.ts";
import { installSlurm, makeNewerSlurm } from "./testing/slurm.ts";
import { makeStorageServices } from "./testing/storage_services.ts";
import { installSystemPackages } from "./testing/system_packages.ts";
import { makeUpstream } from "./testing/upstream.ts";

const MINUTE_MS = 60_000;
/** For one folder of suites, on a machine that is busy with other work as well. */
const SUITE_LIMIT_MS = 12 * MINUTE_MS;
const SOURCES = ["mod.ts", "main_test.ts", "lib", "runtime", "scripts", "web"];
const DOCUMENTS = ["README.md", "docs"];

const isCi = Deno.env.get("CI") === "true";
const { values: asked } = parseArgs({
  args: Deno.args,
  options: {
    "with-upstream": { type: "boolean" },
    "with-services": { type: "boolean" },
    "no-compile": { type: "boolean" },
  },
});

/** One step; an exception in it is a failure of that step and the others still run. */
async function step(title: string, run: () => Promise<Counts>): Promise<Counts> {
  say(`\n== ${title}`);
  const startMs = performance.now();
  let counts: Counts;
  try {
    counts = await run();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    counts = { ...NONE, failed: 1 };
  }
  const sec = ((performance.now() - startMs) / 1000).toFixed(1);
  say(`-- ${title}: ${counts.passed} passed, ${counts.failed} failed in ${sec} s`);
  return counts;
}

function check(...args: string[]): () => Promise<Counts> {
  return async () => {
    const { code } = await stream([Deno.execPath(), ...args], { limitMs: 5 * MINUTE_MS });
    return code === 0 ? { ...NONE, passed: 1 } : { ...NONE, failed: 1 };
  };
}

function succeed(act: () => Promise<unknown>): () => Promise<Counts> {
  return async () => {
    await act();
    return { ...NONE, passed: 1 };
  };
}

/** `deno test` fails on a folder without tests, so only those that have some are named. */
async function withTests(...folders: string[]): Promise<string[]> {
  const found = await Promise.all(folders.map((folder) => hasTests(folder)));
  return folders.filter((_, index) => found[index]);
}

async function hasTests(folder: string): Promise<boolean> {
  for (const entry of await Array.fromAsync(Deno.readDir(folder))) {
    if (entry.isFile && entry.name.endsWith("_test.ts")) return true;
    if (entry.isDirectory && await hasTests(`${folder}/${entry.name}`)) return true;
  }
  return false;
}

/** One step for each folder of a group of suites, so that each has a limit of its own. */
async function suites(title: string, group: string): Promise<Counts[]> {
  const paths = await withTests(...await foldersIn(group));
  if (paths.length === 0) throw new Error(`Cannot test ${group}: it holds no tests`);
  const counts: Counts[] = [];
  for (const path of paths) {
    const run = () => denoTest([path], { env, limitMs: SUITE_LIMIT_MS });
    counts.push(await step(`${title}: ${basename(path)}`, run));
  }
  return counts;
}

async function foldersIn(group: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(group));
  return entries.filter(({ isDirectory }) => isDirectory)
    .map(({ name }) => `${group}/${name}`).sort();
}

const done: Counts[] = [
  await step("format", check("fmt", "--check")),
  await step("lint", check("lint")),
  await step("types", check("check", "--quiet")),
];
if (isCi || asked["with-upstream"]) {
  const options = { mayInstallSystemPackages: isCi };
  done.push(await step("tesseract-core", succeed(() => makeUpstream(options))));
}
if (isCi || asked["with-services"]) {
  const options = { mayInstallSystemPackages: isCi };
  done.push(await step("storage servers", succeed(() => makeStorageServices(options))));
  done.push(await step("schemathesis", succeed(() => makeSchemathesis(options))));
  done.push(await step("newer Slurm", succeed(() => makeNewerSlurm(options))));
}
if (isCi) done.push(await step("system packages", succeed(installSystemPackages)));
if (isCi) done.push(await step("Slurm", succeed(installSlurm)));
done.push(
  await step(
    "unit and documentation",
    () =>
      denoTest([...SOURCES, ...DOCUMENTS, "tests/architecture_test.ts"], {
        flags: ["--doc", "--parallel"],
        limitMs: 5 * MINUTE_MS,
      }),
  ),
);
if (!asked["no-compile"]) done.push(await step("compile", succeed(() => compile())));
const env = { TESSERA_TEST_EXECUTABLE: executablePath() };
done.push(...await suites("contract", "tests/contract"));
done.push(...await suites("end to end", "tests/e2e"));
done.push(
  await step("proof", () => denoTest(["tests/proof"], { env, limitMs: SUITE_LIMIT_MS })),
);

const total = addCounts(done);
report(total);
const failed = total.failed + (isCi ? total.ignored.length : 0);
say(`${total.passed} passed, ${failed} failed`);
Deno.exit(failed === 0 ? 0 : 1);

function report(counts: Counts): void {
  if (counts.ignored.length === 0) return say();
  say(`\nLeft out${isCi ? ", which counts as failed under CI=true" : ""}:`);
  for (const { suite, include, isMet } of Object.values(REQUIREMENTS)) {
    if (!isMet()) say(`  ${suite}: left out; to include it, ${include}`);
  }
  for (const name of counts.ignored) say(`  test: ${name}`);
  say();
}
