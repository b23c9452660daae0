import assert from "node:assert/strict";
import { joined } from "./joined.ts";

Deno.test("joined() puts bytes together in memory of its own", () => {
  const first = Uint8Array.of(1, 2);
  const both = joined(first, Uint8Array.of(9, 3).subarray(1));
  assert.deepEqual(both, Uint8Array.of(1, 2, 3));
  assert.notEqual(joined(first, new Uint8Array(0)).buffer, first.buffer);
});
