import assert from "node:assert/strict";
import { findTooDeep } from "./nesting.ts";

Deno.test("findTooDeep() gives the place of the bracket that is too deep", () => {
  assert.equal(findTooDeep("[[[]]]", 3), -1);
  assert.equal(findTooDeep("[[[]]]", 2), 2);
  assert.equal(findTooDeep('{"a":[{}]}', 2), 6);
});

Deno.test("findTooDeep() counts neither brackets side by side nor those in strings", () => {
  assert.equal(findTooDeep(`[${"[],".repeat(50)}[]]`, 2), -1);
  assert.equal(findTooDeep(`["${"[{".repeat(50)}\\"[", []]`, 2), -1);
  assert.equal(findTooDeep(`["${"[{".repeat(50)}`, 2), -1);
});
