import assert from "node:assert/strict";
import { runIdFault } from "./run_id.ts";

Deno.test("runIdFault() accepts plain folder names", () => {
  for (const id of ["", "r1", "3f2b-aa", "a b", "ä.b", "."]) {
    assert.equal(runIdFault(id), undefined, JSON.stringify(id));
  }
});

Deno.test("runIdFault() refuses what could leave the output folder", () => {
  for (const id of ["a/b", "../../x", "..", "a\\b", "a\0b", "a\nb", "x".repeat(300)]) {
    const fault = runIdFault(id);
    assert.equal(fault?.type, "value_error", JSON.stringify(id));
    assert.deepEqual(fault?.loc, ["query", "run_id"]);
    assert.match(fault?.msg ?? "", /^Value error, run_id must not /);
  }
});
