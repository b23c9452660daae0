import assert from "node:assert/strict";
import { Claims, sharePlace } from "./claims.ts";

Deno.test("Claims lets a call begin or be taken back, whichever comes first", () => {
  const claims = new Claims();
  claims.open(1);
  assert.equal(claims.begin(1), true);
  assert.equal(claims.revoke(1), false);
  claims.open(2);
  assert.equal(claims.revoke(2), true);
  assert.equal(claims.begin(2), false);
});

Deno.test("Claims.begin() refuses a call that was taken back whose place another call has now", () => {
  const owner = new Claims();
  const worker = new Claims(owner.memory);
  const later = Array.from({ length: 1_000 }, (_, k) => 2 + k).find((id) => sharePlace(1, id)) ?? 0;
  owner.open(1);
  assert.equal(owner.revoke(1), true);
  owner.open(later);
  assert.equal(worker.begin(1), false);
  assert.equal(worker.begin(later), true);
});
