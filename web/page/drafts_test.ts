import assert from "node:assert/strict";
import { readForm } from "../form/request_value.ts";
import { writeJson } from "../call/write_json.ts";
import { readApi } from "../schema/api.ts";
import type { Schema } from "../schema/json_schema.ts";
import { begin, changeDraft, type Drafts, firstDrafts, openRequest } from "./drafts.ts";

const ARRAY: Schema = {
  type: "object",
  properties: {
    "object_type": { const: "array" },
    shape: { type: "array", prefixItems: [{ type: "integer", minimum: 0 }] },
    dtype: { enum: ["float64"], examples: ["float64"] },
    data: {},
  },
};
const SHAPE_DTYPE: Schema = {
  type: "object",
  properties: {
    shape: { type: "array", items: { type: "integer" } },
    dtype: { enum: ["float32", "float64"] },
  },
  required: ["shape", "dtype"],
};

function post(a: Schema): Schema {
  const inputs = { type: "object", properties: { a }, required: ["a"] };
  const schema = { type: "object", properties: { inputs }, required: ["inputs"] };
  return { post: { requestBody: { content: { "application/json": { schema } } } } };
}

const API = readApi({
  paths: { "/apply": post(ARRAY), "/jacobian": post(ARRAY), "/abstract_eval": post(SHAPE_DTYPE) },
});
const [APPLY] = API.endpoints;

function sent(drafts: Drafts, name: string): unknown {
  const endpoint = API.endpoints.find((candidate) => candidate.name === name);
  const draft = drafts[name];
  assert.ok(endpoint && draft);
  return JSON.parse(writeJson(readForm(endpoint.request, draft, API.document).value));
}

Deno.test("firstDrafts() gives abstract_eval the shapes of apply's example", () => {
  assert.deepEqual(sent(firstDrafts(API), "abstract_eval"), {
    inputs: { a: { shape: [3], dtype: "float64" } },
  });
});

Deno.test("changeDraft() changes the inputs of every endpoint that takes the same", () => {
  assert.ok(APPLY);
  const first = firstDrafts(API);
  const opened = openRequest('{"inputs": {"a": [7]}}', APPLY, API);
  const changed = changeDraft(first, API, "apply", opened);
  assert.deepEqual(sent(changed, "jacobian"), { inputs: { a: [7] } });
  assert.equal(changed.abstract_eval, first.abstract_eval);
  const reset = changeDraft(changed, API, "apply", begin(APPLY, API));
  assert.deepEqual(sent(reset, "jacobian"), { inputs: { a: [1, 2, 3] } });
});

Deno.test("openRequest() takes a request or its inputs alone, and refuses other JSON", () => {
  assert.ok(APPLY);
  const whole = openRequest('{"inputs": {"a": [1, 2]}}', APPLY, API);
  assert.deepEqual(openRequest('{"a": [1, 2]}', APPLY, API), whole);
  for (const text of ["[]", '{"other": 1}', '{"inputs": {"b": 1}}']) {
    assert.throws(() => openRequest(text, APPLY, API), SyntaxError, text);
  }
});
