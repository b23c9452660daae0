import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { buildDeclarations } from "./build_declarations.ts";
import { ROOT } from "./process.ts";

Deno.test("buildDeclarations() writes files that import one another and zod, nothing else", async () => {
  const folder = `dist/declarations-${crypto.randomUUID()}`;
  try {
    await buildDeclarations(folder);
    const text = await Deno.readTextFile(`${ROOT}/${folder}/declarations.json`);
    const files: Record<string, string> = JSON.parse(text);
    assert.match(files["tessera/mod.d.ts"] ?? "", /export \{ differentiable \}/);
    const missing: string[] = [];
    for (const [path, source] of Object.entries(files)) {
      for (
        const [, specifier = ""] of source.matchAll(/^(?:import|export) .*from ["']([^"']+)["']/gm)
      ) {
        const isThere = specifier === "zod" || join(dirname(path), specifier) in files;
        if (!isThere) missing.push(`${path}: ${specifier}`);
      }
    }
    assert.deepEqual(missing, []);
  } finally {
    await Deno.remove(`${ROOT}/${folder}`, { recursive: true });
  }
});
