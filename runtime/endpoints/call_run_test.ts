import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { PATH_POLICIES, resolveConfig } from "../config/from_env.ts";
import type { UserModule } from "../module/user_module.ts";
import { array } from "../schema/array_schema.ts";
import { currentConfig } from "../tracking/current_config.ts";
import { logMetric } from "../tracking/log_functions.ts";
import { Runtime } from "./call.ts";

const inputs = z.object({ count: z.int(), fail: z.boolean().default(false) });
const outputs = z.object({ x: array("float64", [1]), at: z.string() });

function moduleWith(wait: boolean): UserModule {
  const apply = (raw: unknown) => {
    const { count, fail } = raw as z.infer<typeof inputs>;
    for (let k = 0; k < count; k++) logMetric("m", k);
    if (fail) throw new RangeError("no luck");
    return { x: [1], at: currentConfig().outputPath };
  };
  const functions = {
    apply: wait ? (raw: unknown) => Promise.resolve(raw).then(apply) : apply,
    "abstract_eval": () => logMetric("m", 1),
  };
  return { path: "/m.ts", name: "m", inputs, outputs, functions };
}

for (const wait of [false, true]) {
  const kind = wait ? "an asynchronous" : "a synchronous";
  Deno.test(`call() of ${kind} function is a run under the runtime's settings`, async () => {
    await inFolder(async (outputPath) => {
      const config = resolveConfig({ outputPath }, PATH_POLICIES.server);
      const runtime = new Runtime(moduleWith(wait), config);
      const call = (payload: object, options: object = {}) =>
        runtime.call("apply", { inputs: payload }, { origin: "http", ...options });
      assert.equal((await call({ count: 0 })).kind, "ok");
      assert.equal((await call({ count: "many" }, { runId: "refused" })).kind, "invalid");
      assert.equal((await call({ count: 1 }, { accept: "text/html" })).kind, "not_acceptable");
      assert.deepEqual(namesIn(outputPath), []);
      const options = { runId: "r", accept: "application/json+binref" };
      const outcome = await call({ count: 3 }, options);
      assert.ok(outcome.kind === "ok");
      assert.ok(outcome.segments.join("").includes(`"at":"${outputPath}"`));
      const rows = await Deno.readTextFile(join(outputPath, "run_r", "logs", "metrics.csv"));
      assert.equal(rows.split("\r\n").length, 5);
      assert.equal(namesIn(join(outputPath, "run_r")).filter((n) => n.endsWith(".bin")).length, 1);
      assert.equal((await call({ count: 2, fail: true }, { runId: "f" })).kind, "failed");
      const log = await Deno.readTextFile(join(outputPath, "run_f", "logs", "tesseract.log"));
      assert.match(log, /^RangeError: no luck\n +at /);
      assert.deepEqual(namesIn(outputPath), ["run_f", "run_r"]);
    });
  });
}

Deno.test("call() puts arrays and logs of a run without an id into one folder", async () => {
  await inFolder(async (outputPath) => {
    const config = resolveConfig({ outputPath, outputFormat: "json+binref" }, PATH_POLICIES.server);
    const runtime = new Runtime(moduleWith(false), config);
    await runtime.call("apply", { inputs: { count: 1 } }, { origin: "http" });
    const [folder = "", ...others] = namesIn(outputPath);
    assert.deepEqual(others, []);
    assert.equal(namesIn(join(outputPath, folder)).length, 2);
  });
});

Deno.test("call() has a run for abstract_eval of a command, but not over HTTP", async () => {
  await inFolder(async (outputPath) => {
    const config = resolveConfig({ outputPath }, PATH_POLICIES.command);
    const runtime = new Runtime(moduleWith(false), config);
    for (const origin of ["http", "command"] as const) {
      const outcome = await runtime.call("abstract_eval", { inputs: { count: 1 } }, { origin });
      assert.ok(outcome.kind === "failed");
      const isRefused = /No active MPA run/.test(String(outcome.error));
      assert.equal(isRefused, origin === "http");
    }
    assert.deepEqual(namesIn(outputPath), ["logs"]);
  });
});

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

async function inFolder(use: (path: string) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempDir({ prefix: "tessera-run-" });
  try {
    await use(path);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}
