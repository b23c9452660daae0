import assert from "node:assert/strict";
import { describeEndpoint } from "./endpoint_help.ts";

const content = (name: string) => ({
  content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } },
});

Deno.test("describeEndpoint() shows description, fields and defaults as a tree", () => {
  const document = {
    paths: {
      "/apply": {
        post: {
          description: "Scale.",
          requestBody: content("In"),
          responses: { 200: content("Out") },
        },
      },
    },
    components: {
      schemas: {
        In: { properties: { inputs: { $ref: "#/components/schemas/Inner", description: "all" } } },
        Inner: {
          properties: {
            a: { description: "a vector", properties: { object_type: { const: "array" } } },
            s: { type: "number", default: 1 },
          },
        },
        Out: { properties: { result: {} } },
      },
    },
  };
  assert.equal(
    describeEndpoint(document, "apply"),
    "Scale.\n\nInput schema:\n    inputs: all\n        a: a vector\n        s:  [default: 1]\n\n" +
      "Returns:\n    result:\n",
  );
  assert.equal(describeEndpoint(document, "jacobian"), "");
});

Deno.test("describeEndpoint() ends on schemas that contain themselves", () => {
  const self = { properties: { next: { $ref: "#/components/schemas/Self" } } };
  const document = {
    paths: { "/apply": { post: { requestBody: content("Self") } } },
    components: { schemas: { Self: self } },
  };
  assert.equal(describeEndpoint(document, "apply").match(/next/g)?.length, 8);
});
