import assert from "node:assert/strict";
import { mapping } from "./json_schema.ts";

Deno.test("mapping() describes keys in pydantic's form", () => {
  const values = { type: "integer" };
  assert.deepEqual(mapping({ type: "string" }, values), {
    type: "object",
    additionalProperties: values,
  });
  assert.deepEqual(mapping({ type: "string", pattern: "^a" }, values), {
    type: "object",
    patternProperties: { "^a": values },
  });
  assert.deepEqual(mapping({ type: "string", const: "y" }, values), {
    type: "object",
    additionalProperties: values,
    propertyNames: { const: "y" },
  });
  assert.deepEqual(mapping({ anyOf: [] }, values), {
    type: "object",
    additionalProperties: values,
  });
});
