import assert from "node:assert/strict";
import { z } from "zod";
import type { RuntimeConfig } from "../config/config.ts";
import { Runtime } from "../endpoints/call.ts";
import type { UserModule } from "../module/user_module.ts";
import { array, Float32, Float64 } from "../schema/array_schema.ts";
import { differentiable } from "../schema/differentiable.ts";
import type { JsonSchema } from "./json_schema.ts";

const CONFIG: RuntimeConfig = {
  name: "Tesseract",
  description: "",
  version: "unknown",
  debug: false,
  inputPath: "/",
  outputPath: "/",
  outputFormat: null,
  outputFile: "",
  compression: null,
  allowAnyPath: false,
  allowUrls: false,
};

interface Document {
  info: JsonSchema;
  paths: Record<string, Record<string, JsonSchema>>;
  components: { schemas: Record<string, JsonSchema> };
  [extension: string]: unknown;
}

const Sub = z.object({
  v: differentiable(array("float64", [null, 3])).describe("a vector"),
  tag: z.string().default("t"),
}).meta({ title: "Sub" });

const Inputs = z.object({
  x: differentiable(array("float64", [null])).describe("Vector x"),
  s: differentiable(Float64).default(2),
  sub: Sub.describe("nested"),
  items: z.array(z.object({ w: differentiable(Float32) })),
  dct: z.record(z.string(), differentiable(array("float64", "any"))),
  opt: array("int32", [1, 4]).nullable().default(null),
  n_iter: z.int().min(1).max(10).default(3).describe("iterations"),
  frac: z.number().gt(0).multipleOf(0.25).default(0.5),
  mode: z.enum(["fast", "slow"]).default("fast"),
  either: z.union([z.int(), z.string()]).default(3),
  maybe_sub: Sub.nullable().default(null),
});

const Outputs = z.object({ y: differentiable(array("float64", [null])) });

function documentOf(config = CONFIG, change: Partial<UserModule> = {}): Document {
  const names = ["apply", "jacobian", "jacobian_vector_product", "abstract_eval"];
  const functions = Object.fromEntries(names.map((name) => [name, () => null]));
  const module = { path: "/m.ts", name: "m", inputs: Inputs, outputs: Outputs, functions };
  const document = new Runtime({ ...module, ...change }, config).openapi();
  return JSON.parse(JSON.stringify(document));
}

Deno.test("openapi() has the head that clients look for", () => {
  const document = documentOf();
  assert.deepEqual(document.info, { title: "Tesseract", version: "unknown" });
  assert.deepEqual(document["x-supported-output-formats"], ["json", "json+base64", "json+binref"]);
  assert.deepEqual(document["x-supported-gpu-transports"], ["none"]);
  assert.deepEqual(document["x-supported-compressions"], ["none", "lz4"]);
  assert.deepEqual(Object.keys(document.paths), [
    "/apply",
    "/jacobian",
    "/jacobian_vector_product",
    "/health",
    "/abstract_eval",
  ]);
  const described = documentOf({ ...CONFIG, description: "one\\ntwo", debug: true });
  assert.equal(described.info.description, "one\ntwo");
  assert.ok("/test" in described.paths && "TestSpec" in described.components.schemas);
});

Deno.test("openapi() appends the user's documentation to the endpoint's own", () => {
  const { paths } = documentOf(CONFIG, { docs: { apply: "Scales x." } });
  assert.equal(
    paths["/apply"]?.post?.description,
    "Apply the Tesseract to the input data.\n\nScales x.",
  );
  assert.equal(paths["/health"]?.get?.operationId, "health_health_get");
});

Deno.test("openapi() describes fields as pydantic does", () => {
  const { schemas } = documentOf().components;
  const model = schemas["Apply_InputSchema"] as { properties: Record<string, JsonSchema> };
  const { n_iter: iterations, frac, mode, either, sub, maybe_sub: maybeSub } = model.properties;
  assert.deepEqual(iterations, {
    type: "integer",
    minimum: 1,
    maximum: 10,
    title: "N Iter",
    description: "iterations",
    default: 3,
  });
  assert.deepEqual(frac, {
    type: "number",
    exclusiveMinimum: 0,
    multipleOf: 0.25,
    title: "Frac",
    default: 0.5,
  });
  assert.deepEqual(mode, {
    type: "string",
    enum: ["fast", "slow"],
    title: "Mode",
    default: "fast",
  });
  assert.deepEqual(either, {
    anyOf: [{ type: "integer" }, { type: "string" }],
    title: "Either",
    default: 3,
  });
  assert.deepEqual(sub, { $ref: "#/components/schemas/Apply_Sub", description: "nested" });
  assert.deepEqual(maybeSub, {
    anyOf: [{ $ref: "#/components/schemas/Apply_Sub" }, { type: "null" }],
  });
  assert.deepEqual(schemas["Apply_InputSchema"]?.required, ["x", "sub", "items", "dct"]);
  assert.ok("Apply_Items" in schemas && "Jvp_Sub" in schemas && "AbstractEval_Sub" in schemas);
});

Deno.test("openapi() describes encoded arrays in place", () => {
  const { schemas } = documentOf().components;
  const model = schemas["Apply_InputSchema"] as { properties: Record<string, JsonSchema> };
  const { x, s, opt, dct } = model.properties;
  assert.equal(x?.title, "EncodedArrayModel__any__float64__DIFFERENTIABLE");
  assert.equal(x?.description, "Vector x");
  assert.deepEqual(x?.array_flags, ["DIFFERENTIABLE"]);
  assert.equal(s?.default, 2);
  const [encoded] = opt?.anyOf as JsonSchema[];
  const { shape } = encoded?.properties as Record<string, JsonSchema>;
  assert.deepEqual(shape?.prefixItems, [
    { type: "integer", const: 1 },
    { type: "integer", enum: [1, 4] },
  ]);
  assert.deepEqual(shape?.examples, [[1, 4]]);
  assert.equal((dct?.additionalProperties as JsonSchema).title, undefined);
  const abstract = schemas["AbstractEval_InputSchema"] as typeof model;
  assert.deepEqual(abstract.properties.s, {
    $ref: "#/components/schemas/ShapeDType",
    default: { shape: [], dtype: "float64" },
  });
});

Deno.test("openapi() lists differentiable arrays and the order of fields", () => {
  const { ApplyInputSchema } = documentOf().components.schemas;
  assert.deepEqual(ApplyInputSchema?.differentiable_arrays, {
    "dct.{}": { dtype: "float64" },
    "items.[].w": { dtype: "float32", shape: [] },
    "maybe_sub.v": { dtype: "float64", shape: [null, 3] },
    s: { dtype: "float64", shape: [] },
    "sub.v": { dtype: "float64", shape: [null, 3] },
    x: { dtype: "float64", shape: [null] },
  });
  assert.deepEqual((ApplyInputSchema?.field_order as Record<string, unknown>)["items.[]"], ["w"]);
});

Deno.test("openapi() offers the paths of gradients as literals and patterns", () => {
  const { JVPInputSchema } = documentOf().components.schemas;
  const { jvp_inputs: inputs, jvp_outputs: outputs } = JVPInputSchema?.properties as Record<
    string,
    JsonSchema
  >;
  assert.deepEqual(outputs?.items, { type: "string", const: "y" });
  const patterns = (inputs?.items as { anyOf: JsonSchema[] }).anyOf;
  assert.ok(patterns.some(({ pattern }) => pattern === "^items\\.\\[\\d+\\]\\.w$"));
});

Deno.test("openapi() leaves out array components for a module without arrays", () => {
  const { apply } = { apply: () => null };
  const greeting = z.object({ name: z.string() });
  const document = documentOf(CONFIG, {
    inputs: greeting,
    outputs: greeting,
    functions: { apply },
  });
  assert.deepEqual(Object.keys(document.components.schemas), [
    "ApplyInputSchema",
    "ApplyOutputSchema",
    "Apply_InputSchema",
    "Apply_OutputSchema",
    "HTTPValidationError",
    "ValidationError",
  ]);
});
