import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import type { NDArray } from "../arrays/ndarray.ts";
import { PATH_POLICIES, resolveConfig } from "../config/from_env.ts";
import { Runtime } from "../endpoints/call.ts";
import type { UserModule } from "../module/user_module.ts";
import { array, Float64 } from "../schema/array_schema.ts";
import { differentiable } from "../schema/differentiable.ts";
import { lazySequence } from "../schema/lazy_sequence.ts";
import { checkGradients } from "./check_gradients.ts";

const inputs = z.object({ data: lazySequence(differentiable(array("float64", [null]))) });
const outputs = z.object({ sum: differentiable(Float64) });

/** The derivative of a sum, scaled by a factor that is 1 where it is right. */
function moduleWith(factor: number): UserModule {
  const functions: UserModule["functions"] = {
    apply: (raw) => {
      const { data } = raw as { data: NDArray<"float64">[] };
      return { sum: data.reduce((sum, item) => sum + item.data.reduce((a, b) => a + b, 0), 0) };
    },
    jacobian: (raw, paths) => {
      const { data } = raw as { data: NDArray<"float64">[] };
      const row = [...paths as Set<string>].map((path) => {
        const item = data[Number(/\d+/.exec(path)?.[0])];
        return [path, item?.map(() => factor)] as const;
      });
      return { sum: Object.fromEntries(row) };
    },
  };
  return { path: "/m.ts", name: "m", inputs, outputs, functions };
}

Deno.test("checkGradients() varies the arrays that a pattern of files stands for", async () => {
  const inputPath = await Deno.makeTempDir({ prefix: "tessera-lazy-" });
  try {
    await Deno.writeTextFile(join(inputPath, "odd_sample_1.json"), "[1, 2]");
    await Deno.writeTextFile(join(inputPath, "odd_sample_2.json"), "[3]");
    const config = resolveConfig({ inputPath }, PATH_POLICIES.command);
    const payload = { inputs: { data: "@odd_sample_*.json" } };
    for (const factor of [1, 1.5]) {
      const report = await checkGradients(new Runtime(moduleWith(factor), config), payload, {});
      assert.equal(report.passed, factor === 1);
    }
  } finally {
    await Deno.remove(inputPath, { recursive: true });
  }
});
