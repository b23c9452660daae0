import assert from "node:assert/strict";
import { dirname } from "node:path";
import { makePrivateFolder, PYTHON_SOURCES } from "./private_folder.ts";

Deno.test("every Python source is listed, and goes into a folder of this user's alone", () => {
  const folder = makePrivateFolder();
  const path = dirname(folder.script);
  assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o700);
  assert.deepEqual(filesIn(path), [...PYTHON_SOURCES].sort());
  assert.deepEqual(filesIn(new URL("./sources", import.meta.url).pathname), filesIn(path));
  assert.ok(folder.socket.length < 104);
  folder[Symbol.dispose]();
  assert.throws(() => Deno.statSync(path), Deno.errors.NotFound);
});

function filesIn(folder: string, prefix = ""): string[] {
  const entries = [...Deno.readDirSync(folder)].filter(({ name }) => name !== "__pycache__");
  return entries.flatMap(({ name, isDirectory }) =>
    isDirectory ? filesIn(`${folder}/${name}`, `${prefix}${name}/`) : [prefix + name]
  ).sort();
}
