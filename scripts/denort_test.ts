import assert from "node:assert/strict";
import { withoutPayload } from "./denort.ts";

Deno.test("withoutPayload() gives what stands before the payload", () => {
  const program = new Uint8Array([1, 2, 3, 9, 9, 10, 0, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual([...withoutPayload(program)], [1, 2, 3]);
});

Deno.test("withoutPayload() refuses a file whose trailer is no length", () => {
  assert.throws(() => withoutPayload(new Uint8Array(16).fill(255)), /trailer says/);
});
