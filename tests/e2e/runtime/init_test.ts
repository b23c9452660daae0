/** A module that `tessera init` has made works at once, and editors know what it imports. */

import assert from "node:assert/strict";
import { dirname } from "node:path";
import ts from "typescript";
import { needs, upstreamPython } from "../../requirements.ts";
import { runExecutable, runProgram } from "../support/executable.ts";
import { tempFolder } from "../support/temp_folder.ts";

const WRONG = `import { array, z } from "tessera";
const Schema = z.object({ a: array("float64", [null]) });
type Value = z.infer<typeof Schema>;
export const text = ({ a }: Value): string => a.shape;
`;

/** Somebody's own, without any word of "tessera". */
const TSCONFIG = JSON.stringify({
  compilerOptions: {
    target: "esnext",
    lib: ["esnext"],
    module: "esnext",
    moduleResolution: "bundler",
    noEmit: true,
    skipLibCheck: true,
  },
});
const EXAMPLES = new URL("../../../examples/", import.meta.url).pathname;

Deno.test({
  name: "tessera init makes a module that passes its tests and its gradient check",
  ...needs("executable"),
  fn: async () => {
    await using folder = await tempFolder();
    await init(folder.path, "solver");
    for (
      const args of [["test", "solver"], ["check-gradients", "solver", "@solver/inputs/apply.json"]]
    ) {
      const { code, stdout, stderr } = await runExecutable(args, { cwd: folder.path });
      assert.equal(code, 0, stdout + stderr);
    }
  },
});

Deno.test({
  name:
    "tessera init writes types that deno check knows without a network, and no fault that deno lint finds",
  ...needs("executable"),
  fn: async () => {
    await using folder = await tempFolder();
    await init(folder.path, "solver");
    const check = async () => {
      const args = ["check", "--no-remote", "--no-npm", "."];
      return await runProgram(Deno.execPath(), args, { cwd: `${folder.path}/solver` });
    };
    const right = await check();
    assert.equal(right.code, 0, right.stderr);
    for (const args of [["fmt", "--check"], ["lint"]]) {
      const { code, stderr } = await runProgram(Deno.execPath(), args, {
        cwd: `${folder.path}/solver`,
      });
      assert.equal(code, 0, stderr);
    }
    await Deno.writeTextFile(`${folder.path}/solver/wrong.ts`, WRONG);
    const wrong = await check();
    assert.notEqual(wrong.code, 0);
    assert.match(wrong.stderr, /'readonly number\[\]' is not assignable to type 'string'/);
  },
});

Deno.test({
  name: "tessera init writes types that TypeScript knows",
  ...needs("executable"),
  fn: async () => {
    await using folder = await tempFolder();
    await init(folder.path, "solver");
    assert.deepEqual(problemsIn(`${folder.path}/solver`), []);
    await Deno.writeTextFile(`${folder.path}/solver/wrong.ts`, WRONG);
    const [problem = "", ...more] = problemsIn(`${folder.path}/solver`);
    assert.match(problem, /'readonly number\[\]' is not assignable to type 'string'/);
    assert.deepEqual(more, []);
  },
});

Deno.test({
  name: "tessera init --types-only makes a module known to deno check and TypeScript",
  ...needs("executable"),
  fn: async () => {
    await using folder = await tempFolder();
    await Deno.copyFile(`${EXAMPLES}vectoradd/tesseract_api.ts`, `${folder.path}/tesseract_api.ts`);
    const { code, stdout, stderr } = await runExecutable(["init", folder.path, "--types-only"]);
    assert.equal(code, 0, stderr);
    assert.deepEqual(stdout.trimEnd().split("\n"), ["deno.json", "tsconfig.json", ".tessera/"]);
    await assertTypesKnown(folder.path);
    const again = await runExecutable(["init", folder.path, "--types-only"]);
    assert.equal(again.code, 2);
    assert.match(
      again.stderr,
      /found "\.tessera" there.*\nHint: Remove the folder \.tessera first/,
    );
  },
});

Deno.test({
  name: "tessera init --types-only leaves configurations as they are and says what to add",
  ...needs("executable"),
  fn: async () => {
    await using folder = await tempFolder();
    const own = { "deno.json": '{ "lock": false }', "tsconfig.json": TSCONFIG };
    await Deno.copyFile(`${EXAMPLES}vectoradd/tesseract_api.ts`, `${folder.path}/tesseract_api.ts`);
    for (const [name, text] of Object.entries(own)) {
      await Deno.writeTextFile(`${folder.path}/${name}`, text);
    }
    const { code, stdout, stderr } = await runExecutable(["init", folder.path, "--types-only"]);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, ".tessera/\n");
    for (const [name, text] of Object.entries(own)) {
      assert.equal(await Deno.readTextFile(`${folder.path}/${name}`), text);
      const [, addition = ""] = new RegExp(`^Kept ${name}; add to it: (.*)$`, "m").exec(stderr) ??
        [];
      const merged = merge(JSON.parse(text), JSON.parse(addition));
      await Deno.writeTextFile(`${folder.path}/${name}`, JSON.stringify(merged));
    }
    await assertTypesKnown(folder.path);
  },
});

Deno.test({
  name: "tessera init overwrites nothing",
  ...needs("executable"),
  fn: async () => {
    await using folder = await tempFolder();
    await Deno.writeTextFile(`${folder.path}/README.md`, "mine");
    const { code, stderr } = await runExecutable(["init", folder.path, "--name", "solver"]);
    assert.equal(code, 2);
    assert.match(stderr, /found "README\.md" there/);
    assert.equal(await Deno.readTextFile(`${folder.path}/README.md`), "mine");
    assert.equal((await namesIn(folder.path)).length, 1);
  },
});

Deno.test({
  name: "tessera init asks for a name when that of the folder will not do",
  ...needs("executable"),
  fn: async () => {
    await using folder = await tempFolder();
    const { code, stderr } = await runExecutable(["init", "my solver"], { cwd: folder.path });
    assert.equal(code, 2);
    assert.match(stderr, /found "my solver", its folder's name.*\nHint: Pass --name/);
    assert.deepEqual(await namesIn(folder.path), []);
  },
});

Deno.test({
  name: "tessera init makes a Python module that passes its tests and its gradient check",
  ...needs("executable", "upstream"),
  fn: async () => {
    await using folder = await tempFolder();
    await init(folder.path, "solver", "--language", "python");
    for (
      const args of [["test", "solver"], ["check-gradients", "solver", "@solver/inputs/apply.json"]]
    ) {
      const { code, stdout, stderr } = await runExecutable(
        [...args, "--python", upstreamPython()],
        {
          cwd: folder.path,
        },
      );
      assert.equal(code, 0, stdout + stderr);
      assert.match(stdout, /passed/);
    }
  },
});

Deno.test({
  name: "tesseract-core passes the tests of a Python module of tessera init",
  ...needs("executable", "upstream"),
  fn: async () => {
    await using folder = await tempFolder();
    await init(folder.path, "solver", "--language", "python");
    const module = `${folder.path}/solver`;
    const runtime = `${dirname(upstreamPython())}/tesseract-runtime`;
    for (const name of await namesIn(`${module}/test_cases`)) {
      const env = { TESSERACT_API_PATH: `${module}/tesseract_api.py` };
      const args = ["test", `@${module}/test_cases/${name}`];
      const { stdout, stderr } = await runProgram(runtime, args, { cwd: folder.path, env });
      assert.match(stdout, /"status":\s*"passed"/, `${name}: ${stdout}${stderr}`);
    }
  },
});

async function init(cwd: string, ...args: string[]): Promise<void> {
  const { code, stderr } = await runExecutable(["init", ...args], { cwd });
  assert.equal(code, 0, stderr);
}

async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
}

async function assertTypesKnown(folder: string): Promise<void> {
  const args = ["check", "--no-remote", "--no-npm", "tesseract_api.ts"];
  const { code, stderr } = await runProgram(Deno.execPath(), args, { cwd: folder });
  assert.equal(code, 0, stderr);
  assert.deepEqual(problemsIn(folder), []);
}

type Config = { readonly [key: string]: unknown };

/** What somebody makes of a configuration and what is to be added to it. */
function merge(config: Config, addition: Config): Config {
  const compilerOptions = {
    ...asConfig(config.compilerOptions),
    ...asConfig(addition.compilerOptions),
  };
  return { ...config, ...addition, compilerOptions };
}

function asConfig(value: unknown): Config {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** What `tsc` would print, as VS Code does. */
function problemsIn(folder: string): string[] {
  const { config } = ts.readConfigFile(`${folder}/tsconfig.json`, ts.sys.readFile);
  const { fileNames, options, errors } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const found = ts.getPreEmitDiagnostics(ts.createProgram(fileNames, { ...options, types: [] }));
  return [...errors, ...found]
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}
