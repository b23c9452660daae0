import assert from "node:assert/strict";
import { OutputError } from "./output_error.ts";
import { body, gradient, json, post, scaling } from "./scaling_fixture.ts";

Deno.test("call() answers the gradient endpoints", async () => {
  assert.equal(
    await body(post("jacobian", gradient("jac", { of: ["y"], to: ["x", "s"] }))),
    `{"y":{"x":${json("[2,2]", "[[3.0,0.0],[0.0,3.0]]")},"s":${json("[2]", "[1.0,2.5]")}}}`,
  );
  const jvp = gradient("jvp", { of: ["y"], to: ["s"] }, { ["tangent_vector"]: { s: 2 } });
  assert.equal(
    await body(post("jacobian_vector_product", jvp)),
    `{"y":${json("[2]", "[2.0,5.0]")}}`,
  );
  const vjp = gradient("vjp", { of: ["y"], to: ["x", "s"] }, {
    ["cotangent_vector"]: { y: [1, 1] },
  });
  assert.equal(
    await body(post("vector_jacobian_product", vjp)),
    `{"x":${json("[2]", "[3.0,3.0]")},"s":${json("[]", "3.5")}}`,
  );
});

Deno.test("call() compares a tangent vector with the paths and the inputs", async () => {
  const messages = async (tangent: unknown, change = {}) => {
    const vector = { ["tangent_vector"]: tangent, ...change };
    const raw = gradient("jvp", { of: ["y"], to: ["x"] }, vector);
    const outcome = await post("jacobian_vector_product", raw);
    assert.ok(outcome.kind === "invalid");
    return outcome.errors.map(({ type, msg }) => `${type}: ${msg.split("\n").at(0)}`);
  };
  assert.deepEqual(await messages({ s: 1 }), [
    "value_error: Value error, Expected tangent vector with keys conforming to jvp_inputs: " +
    "{'x'}, got {'s'}.",
  ]);
  assert.deepEqual(await messages({ s: [1, 2] }), [
    "value_error: Value error, Expected tangent vector with keys conforming to jvp_inputs: " +
    "{'x'}, got {'s'}.",
  ]);
  assert.deepEqual(await messages({ x: [1, 2, 3] }), [
    "value_error: Value error, Tangent vector 'x': 1 validation error for array",
  ]);
  assert.deepEqual(await messages({ x: [1, 2] }, { inputs: {} }), [
    "missing: Field required",
    "value_error: Value error, Unable to validate tangent vector as inputs either missing or invalid",
  ]);
  assert.deepEqual(await messages([1]), ["dict_type: Input should be a valid dictionary"]);
});

Deno.test("call() takes numbers of a module as float64 where a Jacobian leaves the dtype open", async () => {
  const module = scaling({ jacobian: () => ({ y: { s: [1, 2] } }) });
  assert.equal(
    await body(post("jacobian", gradient("jac", { of: ["y"], to: ["s"] }), { module })),
    `{"y":{"s":${json("[2]", "[1.0,2.0]")}}}`,
  );
});

Deno.test("call() fails when gradients are not those that were asked for", async () => {
  const request = gradient("jac", { of: ["y"], to: ["x"] });
  for (const result of [null, {}, { y: {} }, { y: { s: [1, 2] } }, { y: { x: [1, 2] } }]) {
    const outcome = await post("jacobian", request, {
      module: scaling({ jacobian: () => result }),
    });
    assert.ok(outcome.kind === "failed" && outcome.error instanceof OutputError, String(result));
  }
});
