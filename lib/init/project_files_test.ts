import assert from "node:assert/strict";
import type { TesseraError } from "../core/errors.ts";
import { writeProject } from "./project_files.ts";

const FILES = { "a.txt": "a", "inner/deep/b.txt": "b" };

Deno.test("writeProject() makes the folder and those within", async () => {
  await withFolder(async (folder) => {
    const root = await writeProject(`${folder}/new/module`, FILES);
    assert.equal(root, `${folder}/new/module`);
    assert.equal(await Deno.readTextFile(`${root}/inner/deep/b.txt`), "b");
  });
});

Deno.test("writeProject() writes nothing when one of the files exists", async () => {
  await withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/inner`);
    await assert.rejects(writeProject(folder, FILES), (error: TesseraError) => {
      assert.equal(error.code, "bad_input");
      assert.match(error.message, /found "inner" there/);
      return true;
    });
    assert.deepEqual(namesIn(folder), ["inner"]);
  });
});

Deno.test("writeProject() speaks of the files as it is told", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.txt`, "mine");
    const words = { what: "the types", ifTaken: () => "Remove a.txt first" };
    await assert.rejects(writeProject(folder, FILES, words), {
      message: `Cannot write the types into "${folder}": found "a.txt" there, ` +
        "expected a folder without them",
      hint: "Remove a.txt first",
    });
  });
});

Deno.test("writeProject() refuses a folder that is a file", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    await assert.rejects(writeProject(`${folder}/file`, FILES), { code: "bad_input" });
  });
});

Deno.test("writeProject() removes what it wrote when a later file cannot be written", async () => {
  await withFolder(async (folder) => {
    const files = { "inner/a.txt": "a", "inner/a.txt/b.txt": "below a file" };
    await assert.rejects(writeProject(`${folder}/module`, files), { code: "denied" });
    assert.deepEqual(namesIn(folder), []);
  });
});

async function withFolder(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "tessera-init-" }));
  try {
    await act(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function namesIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name);
}
