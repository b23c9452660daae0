import assert from "node:assert/strict";
import { captureIo } from "./captured_io.ts";
import { countOf, formatTable, writeJson } from "./output.ts";

Deno.test("formatTable() lines columns up and leaves no blanks at line ends", () => {
  assert.equal(formatTable([["a", "bb", "c"], ["aaa", "b", ""]]), "a    bb  c\naaa  b\n");
  assert.equal(formatTable([]), "");
});

Deno.test("writeJson() writes indented JSON to stdout", () => {
  const io = captureIo();
  writeJson(io, { a: [1] });
  assert.deepEqual(JSON.parse(io.out()), { a: [1] });
  assert.equal(io.err(), "");
});

Deno.test("countOf() knows the plural", () => {
  assert.equal(countOf(1, "error"), "1 error");
  assert.equal(countOf(0, "check"), "0 checks");
});
