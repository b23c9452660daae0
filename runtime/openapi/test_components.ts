/** Components of the `test` endpoint, which HTTP offers in debug mode. @module */

import { type JsonSchema, ref } from "./json_schema.ts";

/** Request and response of `POST /test`; upstream tesseract-core 1.15, observed. */
export const TEST_COMPONENTS: Readonly<Record<string, JsonSchema>> = {
  TestSpec: {
    type: "object",
    title: "TestSpec",
    description: "One regression test. Exactly one of expected_outputs and expected_exception " +
      "is given.",
    properties: {
      endpoint: { type: "string", title: "Endpoint" },
      payload: { type: "object", additionalProperties: true, title: "Payload" },
      expected_outputs: optional("Expected Outputs", {
        type: "object",
        additionalProperties: true,
      }),
      expected_exception: optional("Expected Exception", {}),
      expected_exception_regex: optional("Expected Exception Regex", { type: "string" }),
      atol: { type: "number", title: "Atol", default: 1e-8 },
      rtol: { type: "number", title: "Rtol", default: 1e-5 },
      skip_output_path_checks: {
        type: "boolean",
        title: "Skip Output Path Checks",
        default: false,
      },
      cli_config: { anyOf: [ref("TestCliConfig"), { type: "null" }] },
    },
    required: ["endpoint", "payload"],
  },
  TestCliConfig: {
    type: "object",
    title: "TestCliConfig",
    description: "Settings for whoever starts the runtime; the runtime itself ignores them.",
    properties: {
      input_path: optional("Input Path", { type: "string" }),
      volume_mounts: optional("Volume Mounts", { type: "array", items: { type: "string" } }),
      user: optional("User", { type: "string" }),
    },
  },
  TestOutputSchema: {
    type: "object",
    title: "TestOutputSchema",
    description: "The outcome of one regression test; the message of a passed one is empty.",
    properties: {
      status: { type: "string", enum: ["passed", "failed", "error"], title: "Status" },
      message: { type: "string", title: "Message" },
      endpoint: { type: "string", title: "Endpoint" },
    },
    required: ["status", "message", "endpoint"],
  },
};

function optional(title: string, schema: JsonSchema): JsonSchema {
  return { anyOf: [schema, { type: "null" }], title };
}
