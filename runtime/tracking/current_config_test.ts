import assert from "node:assert/strict";
import { configFromEnv, PATH_POLICIES, resolveConfig } from "../config/from_env.ts";
import { currentConfig, withConfig } from "./current_config.ts";

const CONFIG = resolveConfig({ inputPath: "/in", outputPath: "/out" }, PATH_POLICIES.command);

Deno.test("currentConfig() is that of the call that asks, nested or later", async () => {
  const inner = { ...CONFIG, inputPath: "/inner" };
  const seen = await withConfig(CONFIG, async () => {
    const nested = withConfig(inner, async () => {
      await Promise.resolve();
      return currentConfig().inputPath;
    });
    return [currentConfig().inputPath, await nested, currentConfig().inputPath];
  });
  assert.deepEqual(seen, ["/in", "/inner", "/in"]);
});

Deno.test("currentConfig() outside of calls is the environment's, with files confined", () => {
  const expected = resolveConfig(configFromEnv(Deno.env.toObject()), PATH_POLICIES.server);
  assert.deepEqual(currentConfig(), expected);
  assert.equal(currentConfig().allowAnyPath, false);
});
