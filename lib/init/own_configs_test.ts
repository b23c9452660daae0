import assert from "node:assert/strict";
import { EDITOR_CONFIGS } from "./editor_support.ts";
import { ownConfigs } from "./own_configs.ts";

Deno.test("ownConfigs() finds every configuration missing in a folder without one", async () => {
  await withFolder({ "tesseract_api.ts": "" }, async (folder) => {
    assert.deepEqual(await ownConfigs(folder), { kept: [], missing: EDITOR_CONFIGS });
  });
});

Deno.test("ownConfigs() keeps deno.jsonc in the place of deno.json and says what to add", async () => {
  await withFolder({ "deno.jsonc": '{ "imports": {} } // mine' }, async (folder) => {
    const { kept, missing } = await ownConfigs(folder);
    const imports = { tessera: "./.tessera/tessera/mod.d.ts", zod: "./.tessera/zod/index.d.ts" };
    assert.deepEqual(kept, [{ path: "deno.jsonc", addition: { imports } }]);
    assert.deepEqual(missing.map(({ path }) => path), ["tsconfig.json"]);
  });
});

Deno.test("ownConfigs() asks nothing of a configuration that names the types", async () => {
  const text = '{"compilerOptions":{"paths":{"tessera":["./.tessera/tessera/mod.d.ts"]}}}';
  await withFolder({ "tsconfig.json": text }, async (folder) => {
    const { kept } = await ownConfigs(folder);
    assert.deepEqual(kept, [{ path: "tsconfig.json", addition: undefined }]);
  });
});

Deno.test("ownConfigs() refuses what is no folder", async () => {
  await withFolder({ "solver.ts": "" }, async (folder) => {
    for (const name of ["solver.ts", "nowhere"]) {
      await assert.rejects(ownConfigs(`${folder}/${name}`), {
        code: "not_found",
        message: `Cannot write the types into "${folder}/${name}": found no such folder, ` +
          "expected a module's",
      });
    }
  });
});

async function withFolder(
  files: Readonly<Record<string, string>>,
  act: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "tessera-init-" }));
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    await act(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
