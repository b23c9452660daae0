import assert from "node:assert/strict";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { TesseraError } from "../../lib/core/errors.ts";
import { isPython, locateModule } from "./locate.ts";

async function folderWith(...names: string[]) {
  const folder = await Deno.makeTempDir({ prefix: "tessera-test-é #%' " });
  for (const name of names) {
    await Deno.mkdir(join(folder, name, ".."), { recursive: true });
    await Deno.writeTextFile(join(folder, name), "");
  }
  return { folder, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

async function failureOf(promise: Promise<unknown>): Promise<TesseraError> {
  const error: unknown = await promise.then(() => undefined, (error) => error);
  assert.ok(error instanceof TesseraError, Deno.inspect(error));
  return error;
}

Deno.test("locateModule() gives the absolute path of a file, whatever its name", async () => {
  await using dir = await folderWith("my solver.mjs");
  const path = join(dir.folder, "my solver.mjs");
  assert.equal(await locateModule(path, {}), path);
  assert.equal(await locateModule(relative(Deno.cwd(), path), {}), path);
  assert.equal(await locateModule(pathToFileURL(path).href, {}), path);
});

Deno.test("locateModule() finds tesseract_api in a folder, TypeScript first", async () => {
  const names = ["tesseract_api.ts", "tesseract_api.js", "tesseract_api.mjs", "tesseract_api.mts"];
  for (const [index, name] of names.entries()) {
    await using dir = await folderWith(...names.slice(index), "tesseract_api.py");
    assert.equal(await locateModule(`${dir.folder}/`, {}), join(dir.folder, name));
  }
});

Deno.test("locateModule() uses TESSERACT_API_PATH when no target is given", async () => {
  await using dir = await folderWith("a/tesseract_api.js", "b.ts");
  const env = { TESSERACT_API_PATH: join(dir.folder, "a") };
  assert.equal(await locateModule(undefined, env), join(dir.folder, "a/tesseract_api.js"));
  assert.equal(await locateModule(join(dir.folder, "b.ts"), env), join(dir.folder, "b.ts"));
  const missing = await failureOf(
    locateModule(undefined, { TESSERACT_API_PATH: join(dir.folder, "none.ts") }),
  );
  assert.equal(missing.code, "not_found");
  assert.match(missing.message, /none\.ts" \(TESSERACT_API_PATH\): found nothing at/);
});

Deno.test("locateModule() searches the working folder when nothing is named", async () => {
  const error = await failureOf(locateModule(undefined, { TESSERACT_API_PATH: "" }));
  assert.equal(error.code, "not_found");
  assert.equal(
    error.message,
    `Cannot find a module: found no module in the folder "${Deno.cwd()}", expected ` +
      "tesseract_api.ts (or tesseract_api.js, tesseract_api.mjs, tesseract_api.mts, tesseract_api.py)",
  );
  assert.match(error.hint ?? "", /TESSERACT_API_PATH/);
});

Deno.test("locateModule() finds Python modules, after the others", async () => {
  await using dir = await folderWith("tesseract_api.py", "solver.PY", "both/tesseract_api.py");
  const python = join(dir.folder, "tesseract_api.py");
  assert.equal(await locateModule(dir.folder, {}), python);
  assert.equal(
    await locateModule(join(dir.folder, "solver.PY"), {}),
    join(dir.folder, "solver.PY"),
  );
  assert.ok(isPython(join(dir.folder, "solver.PY")));
  await Deno.writeTextFile(join(dir.folder, "both/tesseract_api.ts"), "");
  const found = await locateModule(join(dir.folder, "both"), {});
  assert.equal(found, join(dir.folder, "both/tesseract_api.ts"));
  assert.ok(!isPython(found));
});

Deno.test("locateModule() suggests a name when nothing is there", async () => {
  await using dir = await folderWith("solver.ts", "x.txt");
  const near = await failureOf(locateModule(join(dir.folder, "slover.ts"), {}));
  assert.equal(near.code, "not_found");
  assert.equal(near.hint, `Did you mean "${join(dir.folder, "solver.ts")}"?`);
  const inside = await failureOf(locateModule(join(dir.folder, "solver.ts", "x"), {}));
  assert.equal(inside.code, "not_found");
  const wrong = await failureOf(locateModule(join(dir.folder, "x.txt"), {}));
  assert.match(wrong.message, /ends in "\.txt", expected one of \.ts, \.js, \.mjs, \.mts/);
});
