import assert from "node:assert/strict";
import { writeJson } from "../call/write_json.ts";
import { readApi } from "../schema/api.ts";
import type { Schema } from "../schema/json_schema.ts";
import type { Draft } from "./draft.ts";
import { firstDraft, followPaths } from "./gradient_request.ts";
import { draftAt, pathsIn } from "./gradient_paths.ts";
import { readForm } from "./request_value.ts";

const VECTOR: Schema = {
  type: "object",
  properties: {
    object_type: { const: "array" },
    shape: { type: "array", prefixItems: [{ type: "integer", minimum: 0 }] },
    dtype: { enum: ["float64"], examples: ["float64"] },
    data: {},
  },
};
const INPUTS: Schema = {
  type: "object",
  properties: { a: VECTOR, layers: { type: "array", items: VECTOR, default: [[1], [1, 2]] } },
  required: ["a"],
};
const PATHS = {
  type: "array",
  uniqueItems: true,
  items: { anyOf: [{ const: "a" }, { type: "string", pattern: "^layers" }] },
};
const OUTPUTS = { type: "array", uniqueItems: true, items: { const: "y" } };

function post(properties: Schema, more: Schema = {}): Schema {
  const schema = { type: "object", properties, required: Object.keys(properties), ...more };
  return { post: { requestBody: { content: { "application/json": { schema } } }, ...ANSWER } };
}

const ANSWER = {
  responses: {
    "200": {
      content: {
        "application/json": {
          schema: { differentiable_arrays: { y: { dtype: "float64", shape: [null, 2] } } },
        },
      },
    },
  },
};
const API = readApi({
  paths: {
    "/apply": post({ inputs: INPUTS }, {
      differentiable_arrays: { a: { dtype: "float64" }, "layers.[]": { dtype: "float64" } },
    }),
    "/jacobian_vector_product": post({
      inputs: INPUTS,
      jvp_inputs: PATHS,
      jvp_outputs: OUTPUTS,
      tangent_vector: { type: "object", additionalProperties: VECTOR },
    }),
    "/vector_jacobian_product": post({
      inputs: INPUTS,
      vjp_inputs: PATHS,
      vjp_outputs: OUTPUTS,
      cotangent_vector: { type: "object", additionalProperties: VECTOR },
    }),
  },
});

function first(name: string): Extract<Draft, { kind: "model" }> {
  const endpoint = API.endpoints.find((candidate) => candidate.name === name);
  assert.ok(endpoint);
  const draft = firstDraft(endpoint, API);
  assert.ok(draft.kind === "model");
  return draft;
}

function sent(name: string, draft: Draft): Record<string, unknown> {
  const endpoint = API.endpoints.find((candidate) => candidate.name === name);
  assert.ok(endpoint);
  const { value, problems } = readForm(endpoint.request, draft, API.document);
  assert.equal(problems.size, 0);
  return JSON.parse(writeJson(value));
}

Deno.test("firstDraft() differentiates everything there is, along vectors of ones of the same shape", () => {
  const name = "jacobian_vector_product";
  const { jvp_inputs: paths, tangent_vector: tangent } = sent(name, first(name));
  assert.deepEqual(paths, ["a", "layers.[0]", "layers.[1]"]);
  assert.deepEqual(tangent, { a: [1, 1, 1], "layers.[0]": [1], "layers.[1]": [1, 1] });
});

Deno.test("firstDraft() takes the declared shape of outputs for cotangents", () => {
  const name = "vector_jacobian_product";
  const { cotangent_vector: cotangent } = sent(name, first(name));
  assert.deepEqual(cotangent, { y: [[1, 1], [1, 1], [1, 1]] });
});

Deno.test("followPaths() keeps the vectors of paths that stay, and drops the others", () => {
  const name = "jacobian_vector_product";
  const draft = first(name);
  assert.ok(draft.fields.tangent_vector?.kind === "entries");
  const edited = draft.fields.tangent_vector.entries.map((entry) =>
    entry.key === "a" ? { ...entry, draft: { kind: "text", text: "[5, 6, 7]" } as const } : entry
  );
  const followed = followPaths({
    kind: "model",
    fields: {
      ...draft.fields,
      jvp_inputs: { kind: "paths", paths: ["layers.[1]", "a"] },
      tangent_vector: { kind: "entries", entries: edited },
    },
  }, API);
  assert.deepEqual(sent(name, followed).tangent_vector, { "layers.[1]": [1, 1], a: [5, 6, 7] });
});

Deno.test("pathsIn() and draftAt() follow names, indices and keys, dots and braces in keys included", () => {
  const leaf: Draft = { kind: "text", text: "1" };
  const draft: Draft = {
    kind: "model",
    fields: {
      list: { kind: "items", items: [leaf, leaf] },
      dict: {
        kind: "entries",
        entries: [{ key: "a.b", draft: leaf }, { key: "c}", draft: leaf }],
      },
      optional: undefined,
    },
  };
  assert.deepEqual(pathsIn(draft, "list.[]"), ["list.[0]", "list.[1]"]);
  assert.deepEqual(pathsIn(draft, "dict.{}"), ["dict.{a.b}", "dict.{c\\}}"]);
  assert.deepEqual(pathsIn(draft, "optional"), []);
  for (const path of ["list.[1]", "dict.{a.b}", "dict.{c\\}}"]) {
    assert.equal(draftAt(draft, path), leaf, path);
  }
  assert.equal(draftAt(draft, "list.[2]"), undefined);
});
