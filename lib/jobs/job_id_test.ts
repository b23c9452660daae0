import assert from "node:assert/strict";
import { isJobId, makeJobId } from "./job_id.ts";

Deno.test("makeJobId() gives ids that sort by the second they were made in", () => {
  const times = [1_700_000_000_000, 1_700_000_001_000, 1_800_000_000_000, 2_400_000_000_000];
  const ids = times.map(makeJobId);
  assert.deepEqual(ids.toSorted(), ids);
  assert.ok(ids.every(isJobId), ids.join());
});

Deno.test("makeJobId() gives different ids within one second", () => {
  const ids = new Set(Array.from({ length: 100 }, () => makeJobId(1_700_000_000_000)));
  assert.ok(ids.size > 95, `${ids.size}`);
});

Deno.test("isJobId() refuses other names of files", () => {
  for (const name of ["", "job.json", ".removed-x", "0123456789a", "012345678l", "012345678A"]) {
    assert.equal(isJobId(name), false, name);
  }
});
