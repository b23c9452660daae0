/** Stdout carries results and nothing else, whatever a module does with it. */

import assert from "node:assert/strict";
import { executablePath, needs } from "../../requirements.ts";
import { runCommand } from "../support/command.ts";
import { folderWith } from "../support/module_folder.ts";

/** Prints while it is loaded and called, in every way there is, and starts a child that prints. */
const PRINTS = `import { z } from "tessera";
import process from "node:process";
console.log("while loading");
export const InputSchema = z.object({ act: z.string() });
export const OutputSchema = z.object({ ok: z.boolean() });
export async function apply({ act }) {
  console.log("log"); console.info("info"); console.debug("debug"); console.table([1]);
  process.stdout.write("node\\n");
  Deno.stdout.writeSync(new TextEncoder().encode("deno\\n"));
  await new Deno.Command("echo", { args: ["child"], stdout: "inherit" }).output();
  if (act === "throw") throw new Error("after printing");
  return { ok: true };
}
`;

Deno.test({
  name: "run writes the result alone to stdout, and what the module prints to stderr",
  ...needs("executable"),
  async fn() {
    await using folder = await folderWith({ "tesseract_api.ts": PRINTS });
    const argv = ["run", folder.path, "apply", '{"inputs": {"act": "answer"}}'];
    const { code, stdout, stderr } = await runCommand(argv, { cwd: folder.path });
    assert.equal(code, 0, stderr);
    assert.equal(stdout, '{"ok":true}');
    for (const text of ["while loading", "log", "info", "debug", "node", "deno", "child"]) {
      assert.match(stderr, new RegExp(`^${text}$`, "m"));
    }
  },
});

Deno.test({
  name: "run writes nothing to stdout when the call fails or the result goes to a file",
  ...needs("executable"),
  async fn() {
    await using folder = await folderWith({ "tesseract_api.ts": PRINTS });
    const run = (act: string, ...options: string[]) =>
      runCommand(["run", folder.path, "apply", JSON.stringify({ inputs: { act } }), ...options], {
        cwd: folder.path,
      });
    const failed = await run("throw");
    assert.equal(failed.code, 1);
    assert.equal(failed.stdout, "");
    const stored = await run("answer", "--output-path", "out", "--output-file", "sub/result.json");
    assert.equal(stored.code, 0, stored.stderr);
    assert.equal(stored.stdout, "");
    const file = `${folder.path}/out/sub/result.json`;
    assert.equal(await Deno.readTextFile(file), '{"ok":true}');
  },
});

Deno.test({
  name: "check, openapi and test print their result alone, as JSON where that is asked for",
  ...needs("executable"),
  async fn() {
    const spec = {
      endpoint: "apply",
      payload: { inputs: { act: "answer" } },
      "expected_outputs": { ok: true },
    };
    await using folder = await folderWith({
      "tesseract_api.ts": PRINTS,
      "test_cases/test_one.json": JSON.stringify(spec),
    });
    for (const argv of [["check", "--json"], ["openapi"], ["test", "--json"]]) {
      const { code, stdout, stderr } = await runCommand([...argv, folder.path], {
        cwd: folder.path,
      });
      assert.equal(code, 0, stderr);
      assert.equal(typeof JSON.parse(stdout), "object", stdout);
      assert.match(stderr, /^while loading$/m);
    }
  },
});

Deno.test({
  name: "a reader of stdout that goes away ends the command quietly",
  ...needs("executable"),
  async fn() {
    const module = `import { array, z } from "tessera";
export const InputSchema = z.object({});
export const OutputSchema = z.object({ x: array("float64", [null]) });
export const apply = () => ({ x: new Float64Array(1e6) });
`;
    await using folder = await folderWith({ "tesseract_api.ts": module });
    const script = `"$1" run "$2" apply '{"inputs": {}}' | head -c 10; echo "\${PIPESTATUS[0]}"`;
    const { code, stdout, stderr } = await runCommand(
      ["-c", script, "bash", executablePath(), folder.path],
      { program: "bash", cwd: folder.path },
    );
    assert.equal(code, 0);
    assert.equal(stdout, '{"x":{"obj141\n');
    assert.equal(stderr, "");
  },
});
