import assert from "node:assert/strict";
import type { ParseContext } from "../schema/compile.ts";
import { FieldReader, isRawObject, notAnObject } from "./request_fields.ts";

Deno.test("FieldReader reports fields in order, then unknown keys", () => {
  const raw = { extra: 1, b: 2 };
  const fields = new FieldReader(raw);
  assert.equal(fields.read("a", (value) => ({ ok: true, value })), undefined);
  const b = fields.read("b", (input) => ({
    ok: false,
    errors: [{ type: "wrong", loc: [3], msg: "Wrong", input }],
  }));
  assert.equal(b, undefined);
  assert.deepEqual(fields.errors(), [
    { type: "missing", loc: ["a"], msg: "Field required", input: raw },
    { type: "wrong", loc: ["b", 3], msg: "Wrong", input: 2 },
    { type: "extra_forbidden", loc: ["extra"], msg: "Extra inputs are not permitted", input: 1 },
  ]);
});

Deno.test("FieldReader does not take inherited keys for fields", () => {
  const fields = new FieldReader({});
  fields.read("toString", (value) => ({ ok: true, value }));
  assert.equal(fields.errors()[0]?.type, "missing");
});

Deno.test("isRawObject() tells JSON objects from everything else", () => {
  assert.ok(isRawObject({}));
  assert.ok(isRawObject(Object.create(null)));
  for (const raw of [null, [], 1, "s", new Map(), new Uint8Array(1)]) {
    assert.equal(isRawObject(raw), false);
  }
});

Deno.test("notAnObject() speaks of attributes over HTTP and of the model in commands", () => {
  const ctx = { fromAttributes: true } as ParseContext;
  assert.equal(notAnObject([], "M", ctx).type, "model_attributes_type");
  assert.deepEqual(notAnObject([], "M", { ...ctx, fromAttributes: false }), {
    type: "model_type",
    loc: [],
    msg: "Input should be a valid dictionary or instance of M",
    input: [],
    ctx: { class_name: "M" },
  });
});
