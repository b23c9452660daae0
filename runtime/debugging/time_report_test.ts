import assert from "node:assert/strict";
import { formatTimeReport } from "./time_report.ts";

Deno.test("formatTimeReport() gives parts with their share, then functions", () => {
  const report = formatTimeReport({
    endpoint: "apply",
    phases: [{ phase: "validate", ms: 0.5 }, { phase: "module function", ms: 1.5 }],
    functions: [{ name: "solve", place: "/a.ts:1:2", selfMs: 1, totalMs: 1.25 }],
    intervalMs: 0.2,
  });
  assert.deepEqual(report.split("\n").map((line) => line.replaceAll(/ +/g, " ").trim()), [
    "--- Profiling Statistics ---",
    "apply:",
    "validate 0.50 ms 25 %",
    "module function 1.50 ms 75 %",
    "total 2.00 ms 100 %",
    "",
    "By Total Time: functions of the module, sampled every 0.2 ms",
    "self with callees function",
    "1.00 ms 1.25 ms solve /a.ts:1:2",
    "",
  ]);
});

Deno.test("formatTimeReport() says when no function was met, and how many it left out", () => {
  const base = { endpoint: "apply", phases: [], intervalMs: 0.2 };
  assert.match(formatTimeReport({ ...base, functions: [] }), /none was met/);
  const functions = Array.from({ length: 17 }, (_, k) => {
    return { name: `f${k}`, place: "", selfMs: 1, totalMs: 1 };
  });
  assert.match(formatTimeReport({ ...base, functions }), /f14\n {2}and 2 more\n$/);
});
