// deno-lint-ignore-file camelcase -- names on the wire

import assert from "node:assert/strict";
import { z } from "zod";
import { TesseraError } from "../../lib/core/errors.ts";
import { NDArray } from "../arrays/ndarray.ts";
import { PATH_POLICIES, resolveConfig } from "../config/from_env.ts";
import { Runtime } from "../endpoints/call.ts";
import type { UserModule } from "../module/user_module.ts";
import { array, Float64 } from "../schema/array_schema.ts";
import { differentiable } from "../schema/differentiable.ts";
import { checkGradients } from "./check_gradients.ts";
import type { CheckOptions } from "./plan.ts";
import { formatReport, type GradientReport } from "./report.ts";

const inputs = z.object({
  x: differentiable(array("float64", [null])),
  s: differentiable(Float64).default(2),
  table: z.record(z.string(), z.array(differentiable(array("float32", [null])))).default({}),
  unused: differentiable(array("float64", [null])).optional(),
});
const outputs = z.object({
  y: differentiable(array("float64", [null])),
  z: differentiable(Float64),
});
type Inputs = z.infer<typeof inputs>;
type Paths = Set<string>;

/** y = s·x, z = Σ s·x + 3·Σ table. */
function apply(raw: unknown): unknown {
  const { x, s, table } = raw as Inputs;
  const y = x.map((value) => s * value);
  let sum = 0;
  for (const value of y.data) sum += value;
  for (const { data } of Object.values(table).flat()) for (const value of data) sum += 3 * value;
  // A module may write to its inputs.
  x.data.fill(NaN);
  return { y, z: sum };
}

/** Derivatives of an output by an input, of shape [output's size, input's size]. */
function derivatives({ x, s }: Inputs, input: string, output: string): number[][] {
  const [xs, n] = [[...x.data], x.size];
  if (input === "s") return output === "y" ? xs.map((v) => [v]) : [[xs.reduce((a, b) => a + b, 0)]];
  if (input !== "x") return output === "y" ? xs.map(() => [0, 0]) : [[3, 3]];
  const diagonal = xs.map((_, i) => xs.map((_, j) => i === j ? s : 0));
  return output === "y" ? diagonal : [new Array<number>(n).fill(s)];
}

function shaped(values: number[], isScalar: boolean): unknown {
  return isScalar ? values[0] : new Float64Array(values);
}

const functions: UserModule["functions"] = {
  apply,
  jacobian(raw, jacInputs, jacOutputs) {
    const row = (output: string) =>
      [...jacInputs as Paths].map((input) => {
        const matrix = derivatives(raw as Inputs, input, output);
        const shape = [...output === "y" ? [matrix.length] : []];
        if (input !== "s") shape.push(matrix[0]?.length ?? 0);
        return [input, NDArray.from("float64", shape, new Float64Array(matrix.flat()))];
      });
    return Object.fromEntries(
      [...jacOutputs as Paths].map((output) => [output, Object.fromEntries(row(output))]),
    );
  },
  jacobian_vector_product(raw, jvpInputs, jvpOutputs, tangents) {
    const [input = ""] = jvpInputs as Paths;
    const tangent = [(tangents as Record<string, NDArray<"float64"> | number>)[input]]
      .flatMap((value) => value instanceof NDArray ? [...value.data] : [value ?? 0]);
    return Object.fromEntries([...jvpOutputs as Paths].map((output) => {
      const values = derivatives(raw as Inputs, input, output)
        .map((row) => row.reduce((sum, value, j) => sum + value * (tangent[j] ?? 0), 0));
      return [output, shaped(values, output === "z")];
    }));
  },
  vector_jacobian_product(raw, vjpInputs, vjpOutputs, cotangents) {
    const [output = ""] = vjpOutputs as Paths;
    const cotangent = [(cotangents as Record<string, NDArray<"float64"> | number>)[output]]
      .flatMap((value) => value instanceof NDArray ? [...value.data] : [value ?? 0]);
    return Object.fromEntries([...vjpInputs as Paths].map((input) => {
      const matrix = derivatives(raw as Inputs, input, output);
      const values = (matrix[0] ?? []).map((_, j) =>
        matrix.reduce((sum, row, i) => sum + (row[j] ?? 0) * (cotangent[i] ?? 0), 0)
      );
      return [input, shaped(values, input === "s")];
    }));
  },
};

const PAYLOAD = { inputs: { x: [1, 2, 3], table: { "a.b": [[1, 2]], "{": [] } } };

function runtimeOf(changed: UserModule["functions"] = {}): Runtime {
  const all = { ...functions, ...changed };
  const module = { path: "/m/tesseract_api.ts", name: "m", inputs, outputs, functions: all };
  return new Runtime(module, resolveConfig({}, PATH_POLICIES.command));
}

async function check(
  options: CheckOptions = {},
  changed: UserModule["functions"] = {},
): Promise<GradientReport> {
  return await checkGradients(runtimeOf(changed), structuredClone(PAYLOAD), {
    seed: 1,
    maxEvals: 6,
    ...options,
  });
}

Deno.test("checkGradients() passes every endpoint when the gradients are right", async () => {
  const progress: number[] = [];
  const report = await check({ onProgress: ({ done, total }) => progress.push(done / total) });
  assert.deepEqual(report, {
    endpoints: [
      { endpoint: "jacobian", checks: 12, failures: [] },
      { endpoint: "jacobian_vector_product", checks: 12, failures: [] },
      { endpoint: "vector_jacobian_product", checks: 12, failures: [] },
    ],
    passed: true,
    interrupted: false,
    seed: 1,
  });
  assert.deepEqual([progress.length, progress.at(-1)], [36, 1]);
  assert.equal(
    formatReport(report, { maxFailures: 1 }).split("\n")[0],
    "✅ Gradient check for jacobian passed ✅ (0 failures / 12 checks)",
  );
});

Deno.test("checkGradients() reports failures in upstream's words when gradients are wrong", async () => {
  const wrong = () => ({ y: { s: new Float64Array([1, 2, 4]) } });
  const report = await check({
    endpoints: ["jacobian"],
    inputPaths: ["s"],
    outputPaths: ["y"],
  }, { jacobian: wrong });
  assert.equal(report.passed, false);
  assert.equal(
    formatReport(report, { maxFailures: 10 }),
    `
⚠️ Gradient check for jacobian failed ⚠️ (1 failures / 1 checks)
First 1 failures:
  Input path: 's', Output path: 'y', Index: ()
  jacobian value: [1. 2. 4.]
  Finite difference value: [1. 2. 3.]

❌ Some gradient checks failed ❌
`,
  );
});

Deno.test("checkGradients() counts exceptions as failures when a function throws", async () => {
  const report = await check({
    endpoints: ["vector_jacobian_product"],
    inputPaths: ["x"],
    outputPaths: ["y"],
  }, {
    vector_jacobian_product() {
      throw new RangeError("no such thing");
    },
  });
  const [entry] = report.endpoints;
  assert.equal(entry?.failures.length, entry?.checks);
  assert.match(
    entry?.failures[0]?.exception ?? "",
    /^RangeError: 'no such thing' in file .*, line \d+$/,
  );
});

Deno.test("checkGradients() checks the elements that upstream would when the seed is the same", async () => {
  // numpy 2.4.6: RandomState(42).choice(3, 6); one check for each draw.
  const never = () => ({ y: { x: NDArray.zeros("float64", [3, 3]) } });
  const report = await check({
    endpoints: ["jacobian"],
    inputPaths: ["x"],
    outputPaths: ["y"],
    seed: 42,
  }, { jacobian: never });
  const drawn = report.endpoints[0]?.failures.map(({ index }) => index[0]);
  assert.deepEqual(drawn, [2, 0, 2, 2, 0, 0]);
});

Deno.test("checkGradients() sweeps only some outputs when maxOutputSamples says so", async () => {
  let calls = 0;
  const report = await check({
    endpoints: ["vector_jacobian_product"],
    inputPaths: ["x"],
    outputPaths: ["y"],
    maxOutputSamples: 2,
  }, {
    vector_jacobian_product(...args) {
      calls++;
      return functions.vector_jacobian_product?.(...args);
    },
  });
  assert.deepEqual([report.passed, calls], [true, 2]);
});

Deno.test("checkGradients() takes the step of each input when epsFor names it", async () => {
  const huge = await check({
    epsFor: new Map([["x", 1e-14]]),
    endpoints: ["jacobian"],
    rtol: 1e-2,
  });
  assert.deepEqual(
    new Set(huge.endpoints[0]?.failures.map(({ inputPath }) => inputPath)),
    new Set(["x"]),
  );
});

Deno.test("checkGradients() ends early when the signal is aborted", async () => {
  const controller = new AbortController();
  const report = await check({
    signal: controller.signal,
    onProgress: ({ done }) => done === 3 && controller.abort(),
  });
  assert.deepEqual(report.endpoints, [{ endpoint: "jacobian", checks: 3, failures: [] }]);
  assert.equal(report.interrupted, true);
});

Deno.test("checkGradients() refuses what does not exist", async () => {
  const cases: [CheckOptions, RegExp][] = [
    [
      { inputPaths: ["y"] },
      /input path "y" is not one of those checked \(x, s, table\.\{a\.b\}\.\[0\]\)/,
    ],
    [{ outputPaths: ["x"] }, /output path "x"/],
    [{ endpoints: ["apply"] }, /endpoint "apply"/],
    [{ inputPaths: ["x"], epsFor: new Map([["s", 1]]) }, /input path "s"/],
    [{ maxOutputSamples: 0 }, /maxOutputSamples/],
  ];
  for (const [options, message] of cases) {
    await assert.rejects(check(options), (error) => {
      assert.ok(error instanceof TesseraError && error.code === "bad_input");
      assert.match(error.message, message);
      return true;
    });
  }
  await assert.rejects(checkGradients(runtimeOf(), { inputs: {} }, {}), /Field required/);
});
