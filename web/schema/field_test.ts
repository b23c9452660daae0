import assert from "node:assert/strict";
import { typeText } from "../form/type_text.ts";
import { readApi } from "./api.ts";
import { fieldOf } from "./field.ts";
import type { Schema } from "./json_schema.ts";

/** An array field as tesseract-core 1.15 describes it. */
function arraySchema(shape: Schema, dtypes: readonly string[], example: string): Schema {
  return {
    type: "object",
    properties: {
      object_type: { const: "array", type: "string", default: "array" },
      shape: { type: "array", ...shape },
      dtype: { type: "string", enum: dtypes, examples: [example] },
      data: { oneOf: [{ $ref: "#/components/schemas/Base64ArrayData" }] },
    },
    required: ["shape", "dtype", "data"],
    array_flags: ["DIFFERENTIABLE"],
  };
}

const FLOATS = ["float16", "float32", "float64", "int32", "bool"];
const ALL = [...FLOATS, "complex64", "complex128"];
const TWO_AXES = { prefixItems: [{ type: "integer", minimum: 0 }, { enum: [1, 3] }], minItems: 2 };

Deno.test("fieldOf() reads dtype and shape of array fields", () => {
  const texts = [
    [arraySchema(TWO_AXES, FLOATS, "float32"), "float32 [n, 3]"],
    [arraySchema({ minItems: 0, maxItems: 0, examples: [[]] }, FLOATS, "float64"), "float64"],
    [arraySchema({ items: { type: "integer" } }, ALL, "float64"), "any dtype, any shape"],
    [arraySchema({ prefixItems: [{ const: 1 }], minItems: 1 }, ALL, "complex64"), "complex64 [1]"],
  ] as const;
  for (const [schema, text] of texts) assert.equal(typeText(fieldOf(schema, {})), text);
  const field = fieldOf(arraySchema(TWO_AXES, FLOATS, "float32"), {});
  assert.ok(field.kind === "array" && field.isDifferentiable);
});

Deno.test("fieldOf() tells the kinds of fields apart", () => {
  const kinds: [Schema, string][] = [
    [{ type: "object", properties: { a: {} }, required: ["a"] }, "model"],
    [{ type: "object", additionalProperties: { type: "number" } }, "dict"],
    [{ type: "object", additionalProperties: true }, "json"],
    [{ type: "array", items: { type: "string" } }, "list"],
    [{ type: "array", items: { type: "integer" } }, "numbers"],
    [{ type: "array", prefixItems: [{}, {}] }, "tuple"],
    [{ type: "array", uniqueItems: true, items: { const: "a" } }, "paths"],
    [{ type: "array", uniqueItems: true, items: { type: "string" } }, "list"],
    [{ anyOf: [{ type: "number" }, { type: "null" }] }, "union"],
    [{ enum: ["red", "green"] }, "choice"],
    [{ const: 1 }, "choice"],
    [{ type: "boolean" }, "flag"],
    [{ type: "null" }, "null"],
    [{}, "json"],
  ];
  for (const [schema, kind] of kinds) assert.equal(fieldOf(schema, {}).kind, kind);
});

Deno.test("fieldOf() follows references, also of a model that contains itself", () => {
  const document = {
    components: {
      schemas: {
        Tree: {
          type: "object",
          properties: { next: { $ref: "#/components/schemas/Tree" } },
        },
      },
    },
  };
  const field = fieldOf({ $ref: "#/components/schemas/Tree" }, document);
  assert.ok(field.kind === "model");
  assert.equal(field.properties[0]?.name, "next");
  assert.equal(fieldOf({ $ref: "#/components/schemas/Nothing" }, document).kind, "json");
});

Deno.test("fieldOf() lists known paths, and says whether others fit", () => {
  const items = { anyOf: [{ const: "a" }, { type: "string", pattern: "^b$" }] };
  assert.deepEqual(fieldOf({ type: "array", uniqueItems: true, items }, {}), {
    kind: "paths",
    known: ["a"],
    hasPatterns: true,
  });
});

Deno.test("readApi() lists the endpoints that take a body", () => {
  const post = {
    summary: "Apply",
    requestBody: { content: { "application/json": { schema: { type: "object" } } } },
  };
  const api = readApi({
    info: { title: "Solver", version: "1.2" },
    paths: { "/apply": { post }, "/health": { get: {} } },
    "x-supported-output-formats": ["json", "json+base64"],
  });
  assert.deepEqual(api.endpoints.map(({ name }) => name), ["apply"]);
  assert.deepEqual([api.title, api.version], ["Solver", "1.2"]);
  assert.throws(() => readApi({ hello: 1 }), /holds no paths/);
});
