/**
 * Every example passes its own test cases, and its gradients agree with finite differences; those in Python do so
 * under upstream's own runtime as well.
 */

import assert from "node:assert/strict";
import { executablePath, needs, upstreamPython } from "../../requirements.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { runUpstream } from "../support/upstream_commands.ts";

const EXAMPLES = new URL("../../../examples/", import.meta.url).pathname;
const IN_PYTHON = `${EXAMPLES}python/`;
const LIMIT_MS = 60_000;

/** Not in Python; those for a cluster have a folder for each part. */
const MODULES = [
  ...foldersIn(EXAMPLES).filter((name) => name !== "python" && name !== "slurm"),
  "slurm/optimise/rod",
  "slurm/scan/tower",
];

for (const name of MODULES) {
  Deno.test({
    name: `tessera test passes for the example ${name}`,
    ...needs("executable"),
    fn: () => succeeds(["test", EXAMPLES + name]),
  });
}

for (const name of ["vectoradd", "meshstats", "univariate", "slurm/optimise/rod"]) {
  Deno.test({
    name: `tessera check-gradients passes for the example ${name}`,
    ...needs("executable"),
    fn: () => succeeds(["check-gradients", EXAMPLES + name, `@${EXAMPLES}${name}/inputs.json`]),
  });
}

for (const name of foldersIn(IN_PYTHON)) {
  Deno.test({
    name: `tesseract-runtime check and test pass for the example ${name} in Python`,
    ...needs("upstream"),
    fn: () => passesUpstream(name),
  });
}

for (const name of foldersIn(IN_PYTHON)) {
  Deno.test({
    name: `tessera test passes for the example ${name} in Python`,
    ...needs("executable", "upstream"),
    fn: () => succeeds(["test", IN_PYTHON + name, "--python", upstreamPython()]),
  });
}

for (const name of ["vectoradd", "meshstats_finitediff", "univariate"]) {
  Deno.test({
    name: `tessera check-gradients passes for the example ${name} in Python`,
    ...needs("executable", "upstream"),
    fn: () => {
      const folder = IN_PYTHON + name;
      const payload = `@${folder}/inputs.json`;
      return succeeds(["check-gradients", folder, payload, "--python", upstreamPython()]);
    },
  });
}

for (const name of ["vectoradd", "meshstats_finitediff", "univariate"]) {
  Deno.test({
    name: `tesseract-runtime check-gradients passes for the example ${name} in Python`,
    ...needs("upstream"),
    async fn() {
      const folder = IN_PYTHON + name;
      const command = ["check-gradients", "--seed", "0", `@${folder}/inputs.json`];
      const [outcome] = await runUpstream(`${folder}/tesseract_api.py`, [command]);
      assert.equal(outcome?.code, 0, outcome?.stderr);
    },
  });
}

function foldersIn(path: string): string[] {
  return namesIn(path, ({ isDirectory }) => isDirectory);
}

function namesIn(path: string, isWanted = (_: Deno.DirEntry) => true): string[] {
  return [...Deno.readDirSync(path)].filter(isWanted).map(({ name }) => name).sort();
}

async function succeeds(args: readonly string[]): Promise<void> {
  await using folder = await tempFolder();
  const { code, stdout, stderr } = await new Deno.Command(executablePath(), {
    args: [...args],
    cwd: folder.path,
    stdin: "null",
    signal: AbortSignal.timeout(LIMIT_MS),
  }).output();
  const decoder = new TextDecoder();
  assert.equal(code, 0, decoder.decode(stdout) + decoder.decode(stderr));
}

/** Upstream's `test` ends with code 0 whatever comes out, and says in its output what did. */
async function passesUpstream(name: string): Promise<void> {
  await using output = await tempFolder();
  const folder = IN_PYTHON + name;
  const cases = namesIn(`${folder}/test_cases`);
  const paths = ["--input-path", inputsOf(folder), "--output-path", output.path];
  const tests = cases.map((file) => [...paths, "test", `@${folder}/test_cases/${file}`]);
  const [check, ...results] = await runUpstream(`${folder}/tesseract_api.py`, [
    ["check"],
    ...tests,
  ]);
  assert.equal(check?.code, 0, check?.stderr);
  const failed = results.flatMap(({ stdout, stderr }, k) =>
    /"status": ?"passed"/.test(stdout) ? [] : [`${cases[k]}: ${stdout || stderr}`]
  );
  assert.deepEqual(failed, []);
}

function inputsOf(folder: string): string {
  return foldersIn(folder).includes("inputs") ? `${folder}/inputs` : folder;
}
