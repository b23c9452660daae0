import assert from "node:assert/strict";
import { z } from "zod";
import { TesseraError } from "../../lib/core/errors.ts";
import { array } from "../schema/array_schema.ts";
import { Runtime } from "./call.ts";
import { OutputError } from "./output_error.ts";
import {
  body,
  CONFIG,
  faults,
  gradient,
  type Inputs,
  json,
  POINT,
  post,
  scaling,
} from "./scaling_fixture.ts";

Deno.test("call() answers apply in the format that was asked for", async () => {
  assert.equal(await body(post("apply", { inputs: POINT })), `{"y":${json("[2]", "[3.0,7.5]")}}`);
  const outcome = await post("apply", { inputs: POINT }, {
    accept: "application/json+base64; gpu_transport=none",
  });
  assert.equal(outcome.kind === "ok" && outcome.contentType, "application/json+base64");
  assert.match(await body(Promise.resolve(outcome)), /"buffer":"AAAAAAAACEAAAAAAAAAeQA=="/);
});

Deno.test("call() uses the format of the request's arrays only when nobody chose one", async () => {
  const suggestedFormat = "json+base64";
  assert.match(await body(post("apply", { inputs: POINT }, { suggestedFormat })), /"base64"/);
  const config = { ...CONFIG, outputFormat: "json" as const };
  assert.match(await body(post("apply", { inputs: POINT }, { suggestedFormat, config })), /"json"/);
});

Deno.test("call() answers abstract_eval and health without negotiation", async () => {
  const inputs = { x: { shape: [2], dtype: "float32" } };
  assert.equal(
    await body(post("abstract_eval", { inputs }, { accept: "text/html" })),
    '{"y":{"shape":[2],"dtype":"float64"}}',
  );
  assert.equal(await body(post("health", undefined, { accept: "text/html" })), '{"status":"ok"}');
});

Deno.test("call() lists every fault of a request with its place", async () => {
  assert.deepEqual(await faults(post("apply", undefined)), [["missing", ["body"]]]);
  assert.deepEqual(await faults(post("apply", null)), [["missing", ["body"]]]);
  assert.deepEqual(await faults(post("apply", [])), [["model_attributes_type", ["body"]]]);
  assert.deepEqual(await faults(post("apply", { inputs: { z: 1 }, foo: 1 })), [
    ["missing", ["body", "inputs", "x"]],
    ["extra_forbidden", ["body", "inputs", "z"]],
    ["extra_forbidden", ["body", "foo"]],
  ]);
  assert.deepEqual(
    await faults(post("jacobian", gradient("jac", { of: [], to: ["q"] }))),
    [
      ["literal_error", ["body", "jac_inputs", 0, "literal['x']"]],
      ["literal_error", ["body", "jac_inputs", 0, "literal['s']"]],
      ["too_short", ["body", "jac_outputs"]],
    ],
  );
});

Deno.test("call() places faults of a command at the root of the payload", async () => {
  const outcome = await post("apply", [], { origin: "command" });
  assert.ok(outcome.kind === "invalid");
  assert.equal(outcome.model, "ApplyInputSchema");
  assert.deepEqual(outcome.errors.map(({ type, loc }) => [type, loc]), [["model_type", []]]);
});

Deno.test("call() prefers a 422 to a 406 and does not call the module for either", async () => {
  const module = scaling({ apply: () => assert.fail("was called") });
  const accept = "text/html";
  assert.equal((await post("apply", {}, { module, accept })).kind, "invalid");
  assert.equal((await post("apply", { inputs: POINT }, { module, accept })).kind, "not_acceptable");
});

Deno.test("call() refuses a run id that leaves the output folder", async () => {
  assert.deepEqual(await faults(post("apply", { inputs: POINT }, { runId: "../x" })), [
    ["value_error", ["query", "run_id"]],
  ]);
});

Deno.test("call() fails with the module's own exception, sync or async", async () => {
  const error = new Error("boom");
  const thrower = () => {
    throw error;
  };
  for (const apply of [thrower, () => Promise.reject(error)]) {
    const outcome = await post("apply", { inputs: POINT }, { module: scaling({ apply }) });
    assert.deepEqual(outcome, { kind: "failed", error });
  }
});

Deno.test("call() awaits an async module function", async () => {
  const module = scaling({ apply: (inputs) => Promise.resolve({ y: (inputs as Inputs).x }) });
  assert.equal(
    await body(post("apply", { inputs: POINT }, { module })),
    `{"y":${json("[2]", "[1.0,2.5]")}}`,
  );
});

Deno.test("call() fails when a result does not meet its schema", async () => {
  const results: [string, unknown][] = [
    ["y", { y: [[1]] }],
    ["z", { y: [1], z: 2 }],
  ];
  for (const [place, result] of results) {
    const module = scaling({ apply: () => result });
    const outcome = await post("apply", { inputs: POINT }, { module });
    assert.ok(outcome.kind === "failed" && outcome.error instanceof OutputError);
    assert.deepEqual(outcome.error.errors[0]?.loc, [place]);
  }
  const module = scaling({ jacobian: () => ({ y: { x: [1, 2] } }) });
  const request = gradient("jac", { of: ["y"], to: ["x"] });
  const outcome = await post("jacobian", request, { module });
  assert.ok(outcome.kind === "failed" && outcome.error instanceof OutputError);
  assert.deepEqual(outcome.error.errors[0]?.type, "array_dimensionality_mismatch");
});

Deno.test("call() reports the request as decoded before the module runs", async () => {
  const events: string[] = [];
  const module = scaling({
    apply: (inputs) => {
      events.push("apply");
      return { y: (inputs as Inputs).x };
    },
  });
  const onDecoded = () => events.push("decoded");
  assert.equal((await post("apply", { inputs: POINT }, { module, onDecoded })).kind, "ok");
  assert.deepEqual(events, ["decoded", "apply"]);
});

Deno.test("call() writes binrefs into a run folder over HTTP and beside the result in commands", async () => {
  const outputPath = await Deno.makeTempDir();
  try {
    const config = { ...CONFIG, outputPath };
    const accept = "application/json+binref";
    const http = await body(post("apply", { inputs: POINT }, { config, accept, runId: "r2" }));
    const [, inRun = ""] = /"buffer":"(run_r2\/[0-9a-f-]{36}\.bin):0"/.exec(http) ?? [];
    assert.equal((await Deno.stat(`${outputPath}/${inRun}`)).size, 16);
    const command = await body(
      post("apply", { inputs: POINT }, { config, accept, origin: "command" }),
    );
    const [, beside = ""] = /"buffer":"([0-9a-f-]{36}\.bin):0"/.exec(command) ?? [];
    assert.equal((await Deno.stat(`${outputPath}/${beside}`)).size, 16);
  } finally {
    await Deno.remove(outputPath, { recursive: true });
  }
});

Deno.test("call() creates no run folder when no array is written to a file", async () => {
  const outputPath = await Deno.makeTempDir();
  try {
    const config = { ...CONFIG, outputPath };
    assert.equal((await post("apply", { inputs: POINT }, { config, runId: "r" })).kind, "ok");
    assert.deepEqual(await Array.fromAsync(Deno.readDir(outputPath)), []);
  } finally {
    await Deno.remove(outputPath, { recursive: true });
  }
});

Deno.test("endpointNames() lists what HTTP offers in the document's order", () => {
  const names = ["apply", "jacobian", "jacobian_vector_product", "vector_jacobian_product"];
  const all = [...names, "health", "abstract_eval"];
  assert.deepEqual(new Runtime(scaling(), CONFIG).endpointNames(), all);
  const debug = new Runtime(scaling(), { ...CONFIG, debug: true });
  assert.deepEqual(debug.endpointNames(), [...all, "test"]);
  const { apply } = scaling().functions;
  const least = { ...scaling(), functions: apply === undefined ? {} : { apply } };
  assert.deepEqual(new Runtime(least, CONFIG).endpointNames(), ["apply", "health"]);
});

Deno.test("call() rejects an endpoint that is not there, and test outside debug mode", async () => {
  for (const name of ["nope", "test"]) {
    await assert.rejects(
      post(name, {}),
      (error) => error instanceof TesseraError && error.code === "not_found",
    );
  }
});

Deno.test("new Runtime() refuses gradients of a module without differentiable arrays", () => {
  const plain = z.object({ x: array("float64", [null]) });
  assert.throws(
    () => new Runtime({ ...scaling(), inputs: plain }, CONFIG),
    (error) => error instanceof TesseraError && error.code === "bad_input",
  );
});

Deno.test("call() runs a regression test in debug mode", async () => {
  const spec = (y: number[]) => ({
    endpoint: "apply",
    payload: { inputs: POINT },
    ["expected_outputs"]: {
      y: { shape: [2], dtype: "float64", data: { buffer: y, encoding: "json" } },
    },
  });
  const config = { ...CONFIG, debug: true };
  assert.equal(
    await body(post("test", spec([3, 7.5]), { config })),
    '{"status":"passed","message":"","endpoint":"apply"}',
  );
  assert.match(await body(post("test", spec([3, 8]), { config })), /"status":"failed"/);
  assert.deepEqual(await faults(post("test", { endpoint: "apply", payload: {} }, { config })), [
    ["value_error", ["body"]],
  ]);
});
