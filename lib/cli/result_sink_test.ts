import assert from "node:assert/strict";
import path from "node:path";
import { TesseraError } from "../core/errors.ts";
import { captureIo } from "./captured_io.ts";
import { prepareOutput, writeResult, writeResultFile } from "./result_sink.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

async function withFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tessera result " });
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries.map((entry) => entry.name);
}

Deno.test("writeResult() writes every chunk and nothing else", async () => {
  const io = captureIo();
  await writeResult(io, [bytes("{"), bytes("}")]);
  assert.equal(io.out(), "{}");
  const terminal = captureIo({ outColumns: 80 });
  await writeResult(terminal, [bytes("{"), bytes("}")]);
  assert.equal(terminal.out(), "{}\n");
});

Deno.test("writeResultFile() makes folders and leaves only the finished file", () =>
  withFolder(async (folder) => {
    const out = path.join(folder, "new", "out");
    await writeResultFile({ folder: out, name: "sub/r.json" }, [bytes("[1"), bytes("]")]);
    assert.equal(await Deno.readTextFile(path.join(out, "sub", "r.json")), "[1]");
    assert.deepEqual(await namesIn(path.join(out, "sub")), ["r.json"]);
  }));

Deno.test("writeResultFile() keeps the old file when writing fails", () =>
  withFolder(async (folder) => {
    await writeResultFile({ folder, name: "r" }, [bytes("old")]);
    function* failing(): Generator<Uint8Array> {
      yield bytes("new");
      throw new Error("disk full");
    }
    await assert.rejects(
      writeResultFile({ folder, name: "r" }, failing()),
      (error) => error instanceof TesseraError && error.code === "unavailable",
    );
    assert.equal(await Deno.readTextFile(path.join(folder, "r")), "old");
    assert.deepEqual(await namesIn(folder), ["r"]);
  }));

Deno.test("writeResultFile() refuses names that leave the folder", () =>
  withFolder(async (folder) => {
    for (const name of ["../x", "/etc/x", ".", "a/../../x"]) {
      await assert.rejects(
        writeResultFile({ folder, name }, []),
        (error) => error instanceof TesseraError && error.code === "bad_input",
        name,
      );
    }
  }));

Deno.test("prepareOutput() refuses a folder that cannot be made", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(path.join(folder, "file"), "");
    await assert.rejects(
      prepareOutput({ folder: path.join(folder, "file", "sub"), name: "" }),
      (error) => error instanceof TesseraError && error.code === "unavailable",
    );
  }));

Deno.test("writeResultFile() refuses a link that leads out, and replaces one in the file's place", () =>
  withFolder(async (root) => {
    const folder = path.join(root, "out");
    const outside = path.join(root, "outside");
    await Deno.mkdir(folder);
    await Deno.mkdir(outside);
    await Deno.symlink(outside, path.join(folder, "link"));
    await assert.rejects(
      writeResultFile({ folder, name: "link/new/x.json" }, [bytes("{}")]),
      (error) => error instanceof TesseraError && error.code === "bad_input",
    );
    assert.deepEqual(await namesIn(outside), []);
    await Deno.writeTextFile(path.join(outside, "kept"), "old");
    await Deno.symlink(path.join(outside, "kept"), path.join(folder, "x.json"));
    await writeResultFile({ folder, name: "x.json" }, [bytes("new")]);
    assert.equal(await Deno.readTextFile(path.join(outside, "kept")), "old");
    assert.equal(await Deno.readTextFile(path.join(folder, "x.json")), "new");
  }));
