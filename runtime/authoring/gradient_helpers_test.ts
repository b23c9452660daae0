import assert from "node:assert/strict";
import { z } from "zod";
import { NDArray } from "../arrays/ndarray.ts";
import { array, Float32 } from "../schema/array_schema.ts";
import recorded from "../../tests/fixtures/gradient_helpers.json" with { type: "json" };
import type { SampledDifferenceOptions } from "./difference_options.ts";
import { finiteDifferenceJacobian } from "./finite_difference_jacobian.ts";
import { finiteDifferenceJvp } from "./finite_difference_jvp.ts";
import { finiteDifferenceVjp } from "./finite_difference_vjp.ts";
import { jvpFromJacobian, vjpFromJacobian } from "./from_jacobian.ts";
import { jacobianFromJvp, jacobianFromVjp } from "./jacobian_from_products.ts";

interface Inputs {
  a: NDArray<"float64">;
  b: NDArray<"float64">;
  s: number;
}

/** The function of gradient_helpers.py. */
function apply({ a, b, s }: Inputs) {
  const sum = b.data.reduce((total, value) => total + value, 0);
  const squares = a.data.reduce((total, value) => total + value * value, 0);
  return {
    wave: a.map((value) => Math.sin(value) * s + sum),
    total: squares * (b.data[1] ?? NaN) + s ** 3,
  };
}

const POINT: Inputs = {
  a: NDArray.fromNested("float64", recorded.point.a),
  b: NDArray.fromNested("float64", recorded.point.b),
  s: recorded.point.s,
};
const OUTPUTS = ["wave", "total"];
const TANGENT = arraysOf(recorded.tangent);
const COTANGENT = arraysOf(recorded.cotangent);

const jacobian = (inputs: Inputs, jacInputs: Set<string>, jacOutputs: Set<string>) =>
  finiteDifferenceJacobian(apply, inputs, jacInputs, jacOutputs);

type Helper = (inputs: string[], options: SampledDifferenceOptions) => Promise<unknown>;

const HELPERS: Readonly<Record<string, Helper>> = {
  jacobian: (inputs, options) => finiteDifferenceJacobian(apply, POINT, inputs, OUTPUTS, options),
  jvp: (inputs, options) => finiteDifferenceJvp(apply, POINT, inputs, OUTPUTS, TANGENT, options),
  vjp: (inputs, options) => finiteDifferenceVjp(apply, POINT, inputs, OUTPUTS, COTANGENT, options),
  "vjp_from_jacobian": (inputs) => vjpFromJacobian(jacobian, POINT, inputs, OUTPUTS, COTANGENT),
  "jvp_from_jacobian": (inputs) => jvpFromJacobian(jacobian, POINT, inputs, OUTPUTS, TANGENT),
  "jacobian_from_vjp": (inputs) =>
    jacobianFromVjp(
      (at, vjpInputs, vjpOutputs, vector) =>
        finiteDifferenceVjp(apply, at, vjpInputs, vjpOutputs, vector),
      apply,
      POINT,
      inputs,
      OUTPUTS,
    ),
  "jacobian_from_jvp": (inputs) =>
    jacobianFromJvp(
      (at, jvpInputs, jvpOutputs, vector) =>
        finiteDifferenceJvp(apply, at, jvpInputs, jvpOutputs, vector),
      POINT,
      inputs,
      OUTPUTS,
    ),
};

for (const { helper, inputs, options, result } of recorded.cases) {
  const given = camelCased(options);
  Deno.test(`${helper}() gives upstream's numbers for ${inputs} with ${JSON.stringify(given)}`, async () => {
    const found = await HELPERS[helper]?.(inputs, given);
    assertClose(found, result, helper);
  });
}

Deno.test("differences leave the inputs alone, whatever the function writes to", async () => {
  const x = NDArray.fromNested("float64", [1, 2]);
  const inputs = { list: [{ x }], tag: "t" };
  const scribbling = ({ list }: typeof inputs) => {
    const [{ x } = { x: NDArray.zeros("float64", [2]) }] = list;
    const y = x.map((value) => value * value);
    x.data.fill(0);
    return Promise.resolve({ y: [y] });
  };
  const found = await finiteDifferenceJacobian(scribbling, inputs, ["list.[0].x"], ["y.[0]"]);
  assertClose(found["y.[0]"]?.["list.[0].x"], [[2, 0], [0, 4]], "y");
  assert.deepEqual([...x.data], [1, 2]);
});

Deno.test("differences call the function no more than they have to", async () => {
  let calls = 0;
  const counted = ({ x }: { x: NDArray }) => {
    calls++;
    return { y: x, z: x };
  };
  const inputs = { x: NDArray.zeros("float64", [5]) };
  const vector = { x: inputs.x, y: inputs.x, z: inputs.x };
  const counts = async (work: () => Promise<unknown>) => {
    calls = 0;
    await work();
    return calls;
  };
  const [from, to] = [["x"], ["y", "z"]];
  assert.equal(await counts(() => finiteDifferenceJacobian(counted, inputs, from, to)), 11);
  const forward = { algorithm: "forward" } as const;
  assert.equal(await counts(() => finiteDifferenceJacobian(counted, inputs, from, to, forward)), 6);
  assert.equal(await counts(() => finiteDifferenceJvp(counted, inputs, from, to, vector)), 2);
  assert.equal(await counts(() => finiteDifferenceVjp(counted, inputs, from, to, vector)), 10);
  const few = { algorithm: "stochastic", numSamples: 2 } as const;
  assert.equal(await counts(() => finiteDifferenceVjp(counted, inputs, from, to, vector, few)), 4);
});

Deno.test("differences take complex outputs and inputs without elements", async () => {
  const complex = ({ x }: { x: number }) => ({ y: { re: x, im: x * x } });
  const found = await finiteDifferenceJacobian(complex, { x: 2 }, ["x"], ["y"]);
  assert.equal(found.y?.x?.dtype, "complex128");
  assertClose([...found.y?.x?.data ?? []], [1, 4], "y");
  const empty = { x: NDArray.zeros("float64", [0]) };
  const none = await finiteDifferenceJacobian(() => ({ y: 1 }), empty, ["x"], ["y"]);
  assert.deepEqual(none.y?.x?.shape, [0]);
});

Deno.test("differences check the inputs at every step when they are given the schema", async () => {
  const inputSchema = z.object({ x: Float32, v: array("float32", [2]) })
    .refine(({ x }) => x <= 1, { error: "too far" });
  const inputs = { x: 1, v: NDArray.zeros("float32", [2]) };
  const same = ({ x }: typeof inputs) => ({ y: x });
  await finiteDifferenceJacobian(same, inputs, ["v"], ["y"], { inputSchema });
  const found = finiteDifferenceJacobian(same, inputs, ["x"], ["y"], { inputSchema });
  await assert.rejects(found, /too far/);
});

Deno.test("gradient helpers say what cannot be differentiated", async () => {
  const inputs = { x: NDArray.zeros("float64", [2]), n: NDArray.zeros("int32", [1]), t: "text" };
  const call = (from: string, options: object = {}) =>
    finiteDifferenceJacobian(({ x }) => ({ y: x }), inputs, [from], ["y"], options);
  await assert.rejects(call("n"), /along "n": found dtype int32, expected a float/);
  await assert.rejects(call("t"), /Cannot differentiate "t": expected an array of numbers/);
  await assert.rejects(call("gone"), /Cannot follow path "gone"/);
  await assert.rejects(call("x", { algorithm: "centrl" }), /did you mean "central"\?/);
  await assert.rejects(call("x", { eps: 0 }), /found the step 0, expected a positive number/);
  await assert.rejects(call("x", { eps: {} }), /eps is missing a step size for input path\(s\): x/);
  await assert.rejects(call("x", { eps: { x: 1, z: 1 } }), /not being differentiated: z/);
  await assert.rejects(call("x", { algorithm: "stochastic", numSamples: 0 }), /positive integer/);
  const tangents = { x: NDArray.zeros("float64", [3]) };
  const jvp = finiteDifferenceJvp(({ x }) => ({ y: x }), inputs, ["x"], ["y"], tangents);
  await assert.rejects(jvp, /shape \[2\] along one of shape \[3\]/);
  const missing = vjpFromJacobian(() => ({ y: {} }), inputs, ["x"], ["y"], { y: 1 });
  await assert.rejects(missing, /found nothing for input "x" of "y"/);
});

Deno.test("jacobianFromVjp() takes shapes and dtypes from abstract_eval", async () => {
  const vjp = (_inputs: unknown, _from: unknown, _to: unknown, { y }: Record<string, unknown>) => {
    assert.ok(y instanceof NDArray && y.dtype === "float32");
    return { x: y.data[0] === 1 ? 10 : 20 };
  };
  const evaluate = () => Promise.resolve({ y: { shape: [2], dtype: "float32" } });
  const found = await jacobianFromVjp(vjp, evaluate, { x: 1 }, ["x"], ["y"]);
  assert.equal(found.y?.x?.dtype, "float32");
  assert.deepEqual(found.y?.x?.toNested(), [10, 20]);
});

/** The options of upstream under the names that they have here. */
function camelCased(options: object): SampledDifferenceOptions {
  const entries = Object.entries(options).map(([name, value]) => {
    return [name === "num_samples" ? "numSamples" : name, value];
  });
  return Object.fromEntries(entries);
}

function arraysOf(vector: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(vector).map(([path, value]) => [
      path,
      Array.isArray(value) ? NDArray.fromNested("float64", value as number[]) : value,
    ]),
  );
}

function assertClose(found: unknown, expected: unknown, where: string): void {
  const value = found instanceof NDArray ? found.toNested() : found;
  if (typeof expected === "number") {
    const isClose = Math.abs(Number(value) - expected) <= 1e-7 * (1 + Math.abs(expected));
    assert.ok(isClose, `${where}: ${value} instead of ${expected}`);
    return;
  }
  assert.deepEqual(
    Object.keys(value as object).sort(),
    Object.keys(expected as object).sort(),
    where,
  );
  for (const [key, item] of Object.entries(expected as object)) {
    assertClose((value as Record<string, unknown>)[key], item, `${where}.${key}`);
  }
}
