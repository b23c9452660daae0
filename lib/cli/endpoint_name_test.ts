import assert from "node:assert/strict";
import { resolveEndpointName } from "./endpoint_name.ts";

const OFFERED = ["apply", "abstract_eval", "health"];

Deno.test("resolveEndpointName() takes dashes for underscores, and test always", () => {
  assert.equal(resolveEndpointName("abstract-eval", OFFERED), "abstract_eval");
  assert.equal(resolveEndpointName("test", OFFERED), "test");
});

Deno.test("resolveEndpointName() suggests the nearest name", () => {
  assert.throws(() => resolveEndpointName("aply", OFFERED), {
    code: "not_found",
    message:
      'Cannot call "aply": found no such endpoint, expected one of apply, abstract_eval, health, test',
    hint: 'Did you mean "apply"?',
  });
});
