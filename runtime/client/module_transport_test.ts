// deno-lint-ignore-file camelcase -- names on the wire

import assert from "node:assert/strict";
import { z } from "zod";
import { NDArray } from "../arrays/ndarray.ts";
import { array, Float64 } from "../schema/array_schema.ts";
import { differentiable } from "../schema/differentiable.ts";
import { Tessera, TesseraError } from "./tessera.ts";
import { ValidationError } from "./validation_error.ts";

const module = {
  InputSchema: z.object({
    a: differentiable(array("float64", [null])),
    s: z.number().default(1),
    wait: z.boolean().default(false),
  }),
  OutputSchema: z.object({
    result: differentiable(array("float64", [null])),
    sum: Float64,
  }),
  async apply({ a, s, wait }: { a: NDArray<"float64">; s: number; wait: boolean }) {
    if (wait) await new Promise((resume) => setTimeout(resume, 100));
    if (s < 0) throw new RangeError("s is negative");
    return { result: a.map((value) => value * s), sum: a.data.reduce((x, y) => x + y, 0) };
  },
  jacobian({ a, s }: { a: NDArray<"float64">; s: number }) {
    const n = a.size;
    const diagonal = Float64Array.from({ length: n * n }, (_, k) => k % (n + 1) === 0 ? s : 0);
    return { result: { a: NDArray.from("float64", [n, n], diagonal) } };
  },
  abstract_eval({ a }: { a: { shape: number[] } }) {
    return { result: { shape: a.shape, dtype: "float64" }, sum: { shape: [], dtype: "float64" } };
  },
};

Deno.test("fromModule() types and computes results when it is given exports", async () => {
  const client = await Tessera.fromModule(module);
  const { result, sum } = await client.apply({ a: [1, 2], s: 3 });
  assert.deepEqual([...result.data], [3, 6]);
  assert.equal(sum, 3);
  const jacobian = await client.jacobian({ a: new Float64Array([1, 2]), s: 3 }, {
    jacInputs: ["a"],
    jacOutputs: ["result"],
  });
  assert.ok(jacobian.result?.a instanceof NDArray);
  assert.deepEqual(jacobian.result.a.toNested(), [[3, 0], [0, 3]]);
  assert.deepEqual(await client.abstractEval({ a: { shape: [4], dtype: "float64" } }), {
    result: { shape: [4], dtype: "float64" },
    sum: { shape: [], dtype: "float64" },
  });
  assert.deepEqual(await client.endpoints(), ["apply", "jacobian", "health", "abstract_eval"]);
  assert.deepEqual(await client.health(), { status: "ok" });
});

Deno.test("apply() rejects with ValidationError when a module in this process refuses", async () => {
  const client = await Tessera.fromModule(module);
  await assert.rejects(client.apply({ a: [[1]] }), (error) => {
    assert.ok(error instanceof ValidationError);
    assert.deepEqual(error.errors.map(({ loc }) => loc), [["inputs", "a"]]);
    assert.match(error.message, /^Cannot call apply of module "module": found 1 value/);
    return true;
  });
});

Deno.test("apply() rejects with the module's own error when it throws in this process", async () => {
  const client = await Tessera.fromModule(module);
  await assert.rejects(client.apply({ a: [1], s: -1 }), RangeError);
  await assert.rejects(
    client.vectorJacobianProduct({ a: [1] }, {
      vjpInputs: ["a"],
      vjpOutputs: ["result"],
      cotangentVector: {},
    }),
    (error) => error instanceof TesseraError && error.code === "not_found",
  );
});

Deno.test("apply() ends the wait when a module in this process takes too long", async () => {
  const client = await Tessera.fromModule(module);
  const slow = { a: [1], wait: true };
  await assert.rejects(
    client.apply(slow, { timeoutMs: 10 }),
    (error) => error instanceof TesseraError && error.code === "timed_out",
  );
  // The module's own timer ends before the test does.
  await client.apply(slow);
});

Deno.test("fromModule() rejects when there is no module", async () => {
  await assert.rejects(Tessera.fromModule("/nowhere/at/all"), TesseraError);
});
