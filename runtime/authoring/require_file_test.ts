import assert from "node:assert/strict";
import { join } from "node:path";
import { TesseraError } from "../../lib/core/errors.ts";
import { PATH_POLICIES, resolveConfig } from "../config/from_env.ts";
import { withConfig } from "../tracking/current_config.ts";
import { requireFile } from "./require_file.ts";

Deno.test("requireFile() gives the absolute path of a file in the input path", async () => {
  await inFolder((folder, required) => {
    Deno.writeTextFileSync(join(folder, "weights.bin"), "");
    Deno.mkdirSync(join(folder, "sub"));
    assert.equal(required("weights.bin"), join(folder, "weights.bin"));
    const cases = [
      ["missing.bin", "not_found", /Required file not found: .*missing\.bin/],
      ["sub", "not_found", /Required file not found/],
      ["../weights.bin", "denied", /is outside/],
      ["/etc/passwd", "denied", /is outside/],
    ] as const;
    for (const [path, code, message] of cases) {
      assert.throws(() => required(path), (error) => {
        assert.ok(error instanceof TesseraError);
        assert.equal(error.code, code, path);
        assert.match(error.message, message);
        return true;
      });
    }
  });
});

async function inFolder(
  use: (folder: string, required: (path: string) => string) => void,
): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "tessera-required-" }));
  try {
    const config = resolveConfig({ inputPath: folder }, PATH_POLICIES.command);
    use(folder, (path) => withConfig(config, () => requireFile(path)));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
