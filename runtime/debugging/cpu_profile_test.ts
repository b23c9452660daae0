import assert from "node:assert/strict";
import { CpuProfile, functionTimes } from "./cpu_profile.ts";

const node = (id: number, functionName: string, url: string, children: number[] = []) => ({
  id,
  children,
  callFrame: { functionName, url, lineNumber: id, columnNumber: 0 },
});
const placeOf = (url: string, { line }: { line: number }) =>
  url === "user" ? `a.ts:${line}` : undefined;

Deno.test("functionTimes() gives the user's functions with what they called", () => {
  const profile = CpuProfile.parse({
    nodes: [
      node(1, "(root)", "", [2, 5]),
      node(2, "apply", "user", [3]),
      node(3, "map", "ours", [4]),
      node(4, "", "user"),
      node(5, "(garbage collector)", ""),
    ],
    samples: [2, 3, 4, 4, 5, 1],
    timeDeltas: [7_000, 1_000, 2_000, 4_000, 4_000, 500],
  });
  assert.deepEqual(functionTimes(profile, placeOf), [
    { name: "(anonymous)", place: "a.ts:4", selfMs: 8, totalMs: 8 },
    { name: "apply", place: "a.ts:2", selfMs: 1, totalMs: 11 },
    { name: "(garbage collector)", place: "", selfMs: 0.5, totalMs: 0.5 },
  ]);
});

Deno.test("functionTimes() counts a function that calls itself once", () => {
  const inner = { ...node(2, "f", "user"), id: 3 };
  const profile = CpuProfile.parse({
    nodes: [node(1, "(root)", "", [2]), node(2, "f", "user", [3]), inner],
    samples: [2, 3, 1],
    timeDeltas: [0, 1_000, 2_000],
  });
  assert.deepEqual(functionTimes(profile, placeOf), [
    { name: "f", place: "a.ts:2", selfMs: 3, totalMs: 3 },
  ]);
});

Deno.test("functionTimes() is empty where nothing was sampled", () => {
  assert.deepEqual(functionTimes(CpuProfile.parse({ nodes: [] }), placeOf), []);
});
