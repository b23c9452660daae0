import assert from "node:assert/strict";
import { formatDurationMs, parseDurationMs } from "./duration.ts";
import { TesseraError } from "./errors.ts";

Deno.test("parseDurationMs() reads units, sums and plain seconds", () => {
  const cases: [string, number][] = [
    ["0", 0],
    ["45", 45_000],
    ["0.25", 250],
    ["250ms", 250],
    ["30s", 30_000],
    ["5m", 300_000],
    ["5min", 300_000],
    ["1h30m", 5_400_000],
    ["1h 30m 2.5s", 5_402_500],
    ["2D", 172_800_000],
  ];
  for (const [text, ms] of cases) assert.equal(parseDurationMs(text), ms, text);
});

Deno.test("parseDurationMs() refuses what is not a duration", () => {
  for (const text of ["", "s", "-5s", "5 fortnights", "1e3", "1h30", "3s x"]) {
    assert.throws(
      () => parseDurationMs(text),
      (error) => error instanceof TesseraError && error.code === "bad_input",
      text,
    );
  }
});

Deno.test("formatDurationMs() picks two units at most", () => {
  assert.equal(formatDurationMs(250), "250 ms");
  assert.equal(formatDurationMs(1_500), "1.5 s");
  assert.equal(formatDurationMs(125_000), "2m 5s");
  assert.equal(formatDurationMs(5_400_000), "1h 30m");
});
