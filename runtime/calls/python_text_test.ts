import assert from "node:assert/strict";
import { pythonRepr, pythonSet } from "./python_text.ts";

Deno.test("pythonRepr() quotes as Python does", () => {
  // Expected values are what CPython 3.11 prints.
  const table: [string, string][] = [
    ["x", "'x'"],
    ["it's", `"it's"`],
    [`it's "x"`, `'it\\'s "x"'`],
    ["a\\b\n\t\x01", "'a\\\\b\\n\\t\\x01'"],
    ["é", "'é'"],
  ];
  for (const [text, expected] of table) assert.equal(pythonRepr(text), expected);
});

Deno.test("pythonSet() prints an empty set as a call", () => {
  assert.equal(pythonSet([]), "set()");
  assert.equal(pythonSet(new Set(["x", "s"])), "{'x', 's'}");
});
