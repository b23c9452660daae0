import assert from "node:assert/strict";
import { progressText, Rate, rateText } from "./progress.ts";

Deno.test("progressText() shows the share, the counts, the rate and the time left", () => {
  assert.equal(
    progressText({ done: 4_500, failed: 12, count: 10_000, perSecond: 2_750 }),
    "██████████░░░░░░░░░░░░░░  45%  4,500 of 10,000 points, 12 failed, 2,750/s, 2 s left",
  );
  assert.equal(
    progressText({ done: 0, failed: 0, count: 3, perSecond: 0 }),
    "░░░░░░░░░░░░░░░░░░░░░░░░   0%  0 of 3 points",
  );
});

Deno.test("rateText() picks the unit that tells most", () => {
  assert.deepEqual([3_200, 1.25, 0.05].map(rateText), ["3,200/s", "1.3/s", "3.0/min"]);
});

Deno.test("Rate is that of the last half minute", () => {
  const rate = new Rate();
  assert.equal(rate.perSecond(), 0);
  rate.note(0, 0);
  rate.note(10_000, 1_000);
  assert.equal(rate.perSecond(), 100);
  for (let ms = 20_000; ms <= 100_000; ms += 10_000) rate.note(ms, 1_000 + (ms - 10_000) / 1_000);
  assert.equal(rate.perSecond(), 1);
});
