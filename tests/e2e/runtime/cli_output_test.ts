/** Where results may go: into the output folder, and nowhere else. */

import assert from "node:assert/strict";
import { needs, SECOND_USER } from "../../requirements.ts";
import { runCommand } from "../support/command.ts";
import { folderWith } from "../support/module_folder.ts";
import { startTessera } from "../support/servers.ts";

const MODULE = `import { array, z } from "tessera";
export const InputSchema = z.object({ x: array("float64", [null]) });
export const OutputSchema = z.object({ x: array("float64", [null]) });
export const apply = ({ x }) => ({ x });
`;
const FILES = { "m/tesseract_api.ts": MODULE, "outside/kept.json": "kept" };
const PAYLOAD = '{"inputs": {"x": [1.5]}}';

async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
}

Deno.test({
  name: "run refuses an output file outside the output folder, and writes nothing",
  ...needs("executable"),
  async fn() {
    await using folder = await folderWith(FILES);
    await Deno.mkdir(`${folder.path}/out`);
    await Deno.symlink("../outside", `${folder.path}/out/link`);
    for (const name of ["../outside/kept.json", `${folder.path}/x`, "link/new.json", ".", "sub/"]) {
      const { code, stdout, stderr } = await runCommand(
        ["run", "m", "apply", PAYLOAD, "--output-path", "out", "--output-file", name],
        { cwd: folder.path },
      );
      assert.equal(code, 2, `${name}: ${stderr}`);
      assert.match(
        stderr,
        /^Error: Cannot write result: ".*" is not a file inside the output folder/,
      );
      assert.match(stderr, /\nHint: Pass a relative name to --output-file/);
      assert.equal(stdout, "");
    }
    assert.deepEqual(await namesIn(`${folder.path}/outside`), ["kept.json"]);
    assert.equal(await Deno.readTextFile(`${folder.path}/outside/kept.json`), "kept");
    assert.deepEqual(await namesIn(`${folder.path}/out`), ["link"]);
  },
});

Deno.test({
  name: "run and serve refuse ids of runs that are no plain names",
  ...needs("executable"),
  async fn() {
    await using folder = await folderWith(FILES);
    await using server = await startTessera(`${folder.path}/m`);
    const binref = ["--output-format", "json+binref"];
    for (const id of ["..", "../x", "/x", "a/b", "a\\b", "a\nb", "x".repeat(300)]) {
      const here = await runCommand(
        ["run", "m", "apply", PAYLOAD, "--output-path", "out", "--run-id", id, ...binref],
        { cwd: folder.path },
      );
      assert.equal(here.code, 2, `${id}: ${here.stderr}`);
      assert.match(here.stderr, /^Error: Cannot use --run-id "[^"]*": it must not .*\nHint: /);
      const there = await runCommand(
        ["run", server.url, "apply", PAYLOAD, "--run-id", id, ...binref],
        { cwd: folder.path },
      );
      assert.equal(there.code, 2, `${id}: ${there.stderr}`);
      assert.match(there.stderr, /query\.run_id\n {2}Value error, run_id must not /);
    }
    assert.deepEqual(await namesIn(folder.path), ["m", "outside"]);
    assert.deepEqual(await namesIn(server.outputPath), []);
  },
});

Deno.test({
  name: "serve reads arrays from its input and output folder alone",
  ...needs("executable"),
  async fn() {
    await using folder = await folderWith({ ...FILES, "in/array.bin": "01234567" });
    await Deno.writeTextFile(`${folder.path}/outside/secret.bin`, "secret!!");
    await Deno.symlink("../outside/secret.bin", `${folder.path}/in/link.bin`);
    await using server = await startTessera(`${folder.path}/m`, { inputPath: `${folder.path}/in` });
    const statusOf = async (buffer: string) => {
      const data = { buffer, encoding: "binref" };
      const x = { "object_type": "array", shape: [1], dtype: "float64", data };
      const response = await fetch(`${server.url}/apply`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ inputs: { x } }),
      });
      return { status: response.status, text: await response.text() };
    };
    assert.equal((await statusOf("array.bin:0")).status, 200);
    for (
      const buffer of [
        "../outside/secret.bin:0",
        `${folder.path}/outside/secret.bin:0`,
        "link.bin:0",
        "file:///etc/hostname:0",
        `${server.url}/openapi.json:0`,
        "/proc/self/environ:0",
      ]
    ) {
      const { status, text } = await statusOf(buffer);
      assert.equal(status, 422, `${buffer}: ${text}`);
      assert.doesNotMatch(text, /secret!!|c2VjcmV0/);
    }
  },
});

Deno.test({
  name: "an output folder that cannot be made or written to ends a command with 3",
  ...needs("executable"),
  async fn() {
    await using folder = await folderWith(FILES);
    const options = ["--output-path", "m/tesseract_api.ts/out", "--output-file", "x.json"];
    for (
      const argv of [
        ["run", "m", "apply", PAYLOAD, ...options],
        ["serve", "m", "--port", "0", ...options.slice(0, 2)],
      ]
    ) {
      const { code, stdout, stderr } = await runCommand(argv, { cwd: folder.path });
      assert.equal(code, 3, stderr);
      assert.match(stderr, /^Error: Cannot use output folder ".*\/out": it is not writable\n/);
      assert.match(stderr, /\nHint: Choose a folder you may write to with --output-path\n$/);
      assert.equal(stdout, "");
    }
  },
});

Deno.test({
  name: "run as a user who may not write to the output folder ends with 3",
  ...needs("executable", "secondUser"),
  async fn() {
    await using folder = await folderWith(FILES);
    await Deno.chmod(folder.path, 0o755);
    const { code, stderr } = await runCommand(
      ["run", "m", "apply", PAYLOAD, "--output-path", "out", "--output-file", "x.json"],
      { cwd: folder.path, user: SECOND_USER },
    );
    assert.equal(code, 3, stderr);
    assert.match(stderr, /it is not writable\n {2}caused by: PermissionDenied: .*\nHint: /);
    assert.deepEqual(await namesIn(folder.path), ["m", "outside"]);
  },
});
