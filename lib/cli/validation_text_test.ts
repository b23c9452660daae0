import assert from "node:assert/strict";
import { formatValidation } from "./validation_text.ts";

Deno.test("formatValidation() lists place, message and facts", () => {
  assert.equal(
    formatValidation("ApplyInputSchema", [
      { type: "missing", loc: ["inputs", "a"], msg: "Field required", input: {} },
      { type: "extra_forbidden", loc: ["inputs", "b", 0], msg: "No", input: [1, true, null] },
    ]),
    "2 validation errors for ApplyInputSchema\n" +
      "inputs.a\n  Field required [type=missing, input_value={}, input_type=dict]\n" +
      "inputs.b.0\n  No [type=extra_forbidden, input_value=[1, True, None], input_type=list]",
  );
});

Deno.test("formatValidation() shortens huge input", () => {
  const text = formatValidation("M", [
    { type: "t", loc: [], msg: "m", input: { a: "x".repeat(1e6) } },
  ]);
  assert.ok(text.length < 200, String(text.length));
  assert.match(text, /^1 validation error for M\n/);
});
