/** What the author of a module sees when it throws: the frames of their own files, and no others. */

import assert from "node:assert/strict";
import { needs } from "../../requirements.ts";
import { runCommand } from "../support/command.ts";
import { folderWith, lineAndColumn } from "../support/module_folder.ts";
import { startTessera } from "../support/servers.ts";

const DEEP = `interface Erased {
  readonly a: number;
}

export function deep(steps: number): number {
  if (steps > 0) return deep(steps - 1);
  throw new RangeError("deep\\n    at the bottom");
}
`;

const MODULE = `import { z } from "tessera";
import { deep } from "./parts/deep.ts";

export const InputSchema = z.object({ act: z.string() });
export const OutputSchema = z.object({ ok: z.boolean() });

type Inputs = z.infer<typeof InputSchema>;

export async function apply({ act }: Inputs) {
  if (act === "callback") [1].forEach(() => deep(1));
  await Promise.resolve();
  if (act === "library") z.number().parse("x");
  if (act === "text") throw "just text";
  try {
    deep(0);
  } catch (cause) {
    throw new Error("outer", { cause });
  }
  return { ok: true };
}
`;

const FILES = { "tesseract_api.ts": MODULE, "parts/deep.ts": DEEP };
const OUR_FRAMES = /deno-compile-|chunk-|main\.js|\b(?:ext|node):|<anonymous>/;

const framesOf = (text: string) => text.split("\n").filter((line) => /^ {4}at .*file:/.test(line));

function payload(act: string): string {
  return JSON.stringify({ inputs: { act } });
}

Deno.test({
  name: "run shows the frames of the user's files with their lines and columns, and no others",
  ...needs("executable"),
  async fn() {
    await using folder = await folderWith(FILES);
    const module = `file://${folder.path}/tesseract_api.ts`;
    const deep = `file://${folder.path}/parts/deep.ts`;
    const { code, stdout, stderr } = await runCommand([
      "run",
      folder.path,
      "apply",
      payload("callback"),
    ], { cwd: folder.path });
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.equal(
      stderr,
      "RangeError: deep\n    at the bottom\n" +
        `    at deep (${deep}:${lineAndColumn(DEEP, "new RangeError")})\n` +
        `    at deep (${deep}:${lineAndColumn(DEEP, "deep(steps - 1)")})\n` +
        `    at ${module}:${lineAndColumn(MODULE, "deep(1)")}\n` +
        `    at apply (${module}:${lineAndColumn(MODULE, "forEach")})\n`,
    );
  },
});

Deno.test({
  name: "run shows the stack of a cause, of an error in a library, and what is no error",
  ...needs("executable"),
  async fn() {
    await using folder = await folderWith(FILES);
    const at = (text: string) =>
      `(file://${folder.path}/tesseract_api.ts:${lineAndColumn(MODULE, text)})`;
    const caused = await runCommand(["run", folder.path, "apply", payload("")], {
      cwd: folder.path,
    });
    assert.equal(caused.code, 1);
    assert.match(caused.stderr, /^Error: outer\n/);
    assert.deepEqual(framesOf(caused.stderr), [
      `    at apply ${at("new Error")}`,
      `    at deep (file://${folder.path}/parts/deep.ts:${lineAndColumn(DEEP, "new RangeError")})`,
      `    at apply ${at("deep(0)")}`,
    ]);
    assert.match(caused.stderr, /\nCaused by: RangeError: deep\n/);
    const library = await runCommand(["run", folder.path, "apply", payload("library")], {
      cwd: folder.path,
    });
    assert.match(library.stderr, /^ZodError: /);
    assert.deepEqual(framesOf(library.stderr), [`    at apply ${at('parse("x")')}`]);
    const text = await runCommand(["run", folder.path, "apply", payload("text")], {
      cwd: folder.path,
    });
    assert.equal(text.code, 1);
    assert.equal(text.stderr, 'Uncaught "just text"\n');
  },
});

Deno.test({
  name: "run --debug shows every frame",
  ...needs("executable"),
  async fn() {
    await using folder = await folderWith(FILES);
    const argv = ["run", folder.path, "apply", payload("callback"), "--debug"];
    const { code, stderr } = await runCommand(argv, { cwd: folder.path });
    assert.equal(code, 1);
    assert.match(stderr, OUR_FRAMES);
  },
});

Deno.test({
  name: "a module that throws while it is loaded is shown with its own frames",
  ...needs("executable"),
  async fn() {
    const source = `import { deep } from "./parts/deep.ts";\ndeep(0);\n`;
    await using folder = await folderWith({ ...FILES, "tesseract_api.ts": source });
    const { code, stdout, stderr } = await runCommand(["check", folder.path], { cwd: folder.path });
    assert.equal(code, 1);
    assert.equal(stdout, "");
    const place = `${folder.path}/parts/deep.ts:${lineAndColumn(DEEP, "new RangeError")}`;
    assert.ok(stderr.includes(place), stderr);
    assert.doesNotMatch(stderr, OUR_FRAMES);
  },
});

Deno.test({
  name: "serve --debug sends the stack to the client, without it the server alone has it",
  ...needs("executable"),
  async fn() {
    await using folder = await folderWith(FILES);
    const frame = `deep (file://${folder.path}/parts/deep.ts:${
      lineAndColumn(DEEP, "new RangeError")
    })`;
    for (const isDebug of [true, false]) {
      await using server = await startTessera(folder.path, { args: isDebug ? ["--debug"] : [] });
      const argv = ["run", server.url, "apply", payload("callback")];
      const { code, stdout, stderr } = await runCommand(argv, { cwd: folder.path });
      assert.equal(code, 1);
      assert.equal(stdout, "");
      assert.match(stderr, /^Error: Cannot finish "apply": the server answered 500: /);
      assert.equal(stderr.includes(frame), isDebug, stderr);
      assert.equal(/Hint: .*--debug/.test(stderr), !isDebug, stderr);
      while (!server.process.stderr.includes(frame)) await server.process.stderrChange();
    }
  },
});
