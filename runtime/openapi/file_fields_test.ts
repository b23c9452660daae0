import assert from "node:assert/strict";
import { z } from "zod";
import { PATH_POLICIES, resolveConfig } from "../config/from_env.ts";
import { Runtime } from "../endpoints/call.ts";
import { array } from "../schema/array_schema.ts";
import { differentiable } from "../schema/differentiable.ts";
import { lazySequence } from "../schema/lazy_sequence.ts";
import { inputPath, outputPath } from "../schema/path_schema.ts";
import type { JsonSchema } from "./json_schema.ts";

const inputs = z.object({
  path: inputPath().describe("A path"),
  opt: inputPath().nullable().default(null),
  data: lazySequence(differentiable(array("float64", [null, 3]))).describe("Samples"),
  subs: lazySequence(z.object({ n: z.int() }).meta({ title: "Sub" })).default([]),
});
const outputs = z.object({ out: outputPath(), seq: lazySequence(z.int()) });

// compared with the document of tesseract-core 1.15 for the same module
Deno.test("openapi() describes paths and lazy sequences as upstream does", () => {
  const functions = { apply: () => null, "abstract_eval": () => null };
  const config = resolveConfig({}, PATH_POLICIES.server);
  const module = { path: "/m.ts", name: "m", inputs, outputs, functions };
  const { components } = new Runtime(module, config).openapi() as {
    components: {
      schemas: Record<string, JsonSchema & { properties: Record<string, JsonSchema> }>;
    };
  };
  const { Apply_InputSchema: input, Apply_OutputSchema: output, ...others } = components.schemas;
  const pattern = { type: "string", pattern: "^@" };
  assert.deepEqual(input?.properties.path, {
    type: "string",
    format: "path",
    title: "Path",
    description: "A path",
  });
  assert.deepEqual(input?.properties.opt, {
    anyOf: [{ type: "string", format: "path" }, { type: "null" }],
    title: "Opt",
  });
  assert.deepEqual(input?.properties.subs, {
    anyOf: [{ type: "array", items: { $ref: "#/components/schemas/Apply_Sub" } }, pattern],
    title: "Subs",
    default: [],
  });
  assert.deepEqual(output?.properties, {
    out: { type: "string", format: "path", title: "Out" },
    seq: { type: "array", items: { type: "integer" }, title: "Seq" },
  });
  assert.deepEqual(others.AbstractEval_InputSchema?.properties.data, {
    anyOf: [{ type: "array", items: { $ref: "#/components/schemas/ShapeDType" } }, pattern],
    title: "Data",
    description: "Samples",
  });
  assert.deepEqual(others.ApplyInputSchema?.differentiable_arrays, {
    "data.[]": { dtype: "float64", shape: [null, 3] },
  });
  assert.deepEqual(others.ApplyInputSchema?.field_order, {
    "": ["path", "opt", "data", "subs"],
    "subs.[]": ["n"],
  });
});
