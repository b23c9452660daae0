import assert from "node:assert/strict";
import { writeJson } from "../call/write_json.ts";
import type { Schema } from "../schema/json_schema.ts";
import { type Draft, pathKey } from "./draft.ts";
import { draftOf, exampleDraft } from "./fill_in.ts";
import { readForm } from "./request_value.ts";
import { assignErrors } from "./server_errors.ts";

const VECTOR: Schema = {
  type: "object",
  properties: {
    object_type: { const: "array" },
    shape: { type: "array", prefixItems: [{ type: "integer", minimum: 0 }] },
    dtype: { enum: ["float64", "int64"], examples: ["float64"] },
    data: {},
  },
};
const MODEL: Schema = {
  type: "object",
  properties: {
    vector: VECTOR,
    count: { type: "integer", minimum: 5 },
    name: { type: "string", default: "run" },
    weight: { anyOf: [{ type: "number" }, { type: "null" }] },
    steps: {
      type: "array",
      items: { type: "object", properties: { at: VECTOR }, required: ["at"] },
    },
    named: { type: "object", additionalProperties: VECTOR },
    pair: { type: "array", prefixItems: [{ type: "number" }, { type: "boolean" }] },
  },
  required: ["vector", "count", "steps", "named", "pair"],
};

function textAt(draft: Draft, name: string, text: string): Draft {
  assert.ok(draft.kind === "model");
  return { kind: "model", fields: { ...draft.fields, [name]: { kind: "text", text } } };
}

Deno.test("exampleDraft() fills in what is required or has a default, so that it can be sent", () => {
  const { value, problems } = readForm(MODEL, exampleDraft(MODEL, {}), {});
  assert.equal(problems.size, 0);
  assert.deepEqual(JSON.parse(writeJson(value)), {
    vector: [1, 2, 3],
    count: 5,
    name: "run",
    steps: [{ at: [1, 2, 3] }],
    named: { key: [1, 2, 3] },
    pair: [1, false],
  });
});

Deno.test("draftOf() and readForm() give back the value that was filled in", () => {
  const value = {
    vector: [0.1, -2],
    count: 7,
    name: "",
    weight: null,
    steps: [],
    named: { "a b": [1], c: [] },
    pair: [2.5, true],
  };
  const read = readForm(MODEL, draftOf(MODEL, value, {}), {});
  assert.deepEqual(JSON.parse(writeJson(read.value)), {
    ...value,
    named: {
      "a b": [1],
      c: {
        object_type: "array",
        shape: [0],
        dtype: "float64",
        data: { buffer: [], encoding: "json" },
      },
    },
  });
});

Deno.test("readForm() says at which field what cannot be read", () => {
  const faults: [name: string, text: string, message: RegExp][] = [
    ["vector", "[1, x]", /found "x"/],
    ["vector", "", /text is empty/],
    ["count", "1.5", /expected an integer/],
    ["count", "", /nothing is there/],
    ["count", "many", /found "many"/],
  ];
  for (const [name, text, message] of faults) {
    const { problems } = readForm(MODEL, textAt(exampleDraft(MODEL, {}), name, text), {});
    assert.deepEqual([...problems.keys()], [pathKey([name])]);
    assert.match(problems.get(pathKey([name]))?.[0] ?? "", message);
  }
});

Deno.test("readForm() keeps integers that a double cannot hold", () => {
  const draft = textAt(exampleDraft(MODEL, {}), "count", "9007199254740993");
  assert.match(writeJson(readForm(MODEL, draft, {}).value), /"count": 9007199254740993/);
});

Deno.test("readForm() refuses two entries with one key", () => {
  const draft = exampleDraft(MODEL, {});
  assert.ok(draft.kind === "model" && draft.fields.named?.kind === "entries");
  const [entry] = draft.fields.named.entries;
  assert.ok(entry);
  const twice: Draft = { kind: "entries", entries: [entry, entry] };
  const read = readForm(MODEL, { kind: "model", fields: { ...draft.fields, named: twice } }, {});
  assert.deepEqual(read.problems.get(pathKey(["named"])), ['Two entries have the key "key"']);
});

Deno.test("assignErrors() puts a message at the deepest field on its way", () => {
  const given = { ...(JSON.parse(writeJson(readForm(MODEL, exampleDraft(MODEL, {}), {}).value))) };
  const draft = draftOf(MODEL, { ...given, weight: 1 }, {});
  const errors = [
    { loc: ["body", "steps", 0, "at"], msg: "wrong rank" },
    { loc: ["body", "named", "key"], msg: "too long" },
    { loc: ["body", "pair", 1], msg: "no bool" },
    { loc: ["body", "weight", "constrained-float"], msg: "too large" },
    { loc: ["body", "vector", "data", "buffer"], msg: "not base64" },
    { loc: ["body", "count"], msg: "Value error, too small" },
    { loc: ["body"], msg: "a and b differ" },
    { loc: ["body", "surplus"], msg: "not permitted" },
  ];
  const messages = assignErrors(errors, { schema: MODEL, draft, document: {} });
  assert.deepEqual(Object.fromEntries(messages), {
    '["steps",0,"at"]': ["wrong rank"],
    '["named","key"]': ["too long"],
    '["pair",1]': ["no bool"],
    '["weight"]': ["too large"],
    '["vector"]': ["data.buffer: not base64"],
    '["count"]': ["too small"],
    "[]": ["a and b differ", "surplus: not permitted"],
  });
});
