import assert from "node:assert/strict";
import { localNameOf } from "./local_name.ts";

const ACT = { verb: "stage in", location: "s3://bucket/folder" };

Deno.test("localNameOf() lets no name lead out of the folder", () => {
  for (const name of ["/etc/passwd", "../a", "a/../../b", "a//b", "a/", ".", "a/./b", "", "a\0b"]) {
    assert.throws(() => localNameOf(ACT, name), { code: "bad_input" }, name);
  }
  for (const name of ["a", "a/b", "..a/b..", "a b/%2e%2e/c", ".hidden"]) {
    assert.equal(localNameOf(ACT, name), name);
  }
});
