import assert from "node:assert/strict";
import { parseRetryAfterMs } from "./transport.ts";

Deno.test("parseRetryAfterMs() reads seconds and dates", () => {
  const nowMs = Date.parse("2026-01-01T00:00:00Z");
  assert.equal(parseRetryAfterMs("7", nowMs), 7_000);
  assert.equal(parseRetryAfterMs("Thu, 01 Jan 2026 00:00:09 GMT", nowMs), 9_000);
  assert.equal(parseRetryAfterMs("Wed, 31 Dec 2025 00:00:00 GMT", nowMs), 0);
  assert.equal(parseRetryAfterMs("soon", nowMs), undefined);
  assert.equal(parseRetryAfterMs(null, nowMs), undefined);
});
