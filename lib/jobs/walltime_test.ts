import assert from "node:assert/strict";
import { parseWalltimeSec } from "./walltime.ts";

Deno.test("parseWalltimeSec() reads units and the forms of Slurm", () => {
  const cases = {
    "30s": 30,
    "90m": 5_400,
    "1h30m": 5_400,
    "2:00:00": 7_200,
    "0:00:30": 30,
    "1-0": 86_400,
    "1-12:30": 131_400,
    "2-01:02:03": 176_523,
    "1500ms": 2,
  };
  for (const [text, sec] of Object.entries(cases)) assert.equal(parseWalltimeSec(text), sec, text);
});

Deno.test("parseWalltimeSec() refuses what Slurm and people read differently", () => {
  for (const text of ["30", "2:00", "1.5"]) {
    assert.throws(() => parseWalltimeSec(text), { message: /may mean minutes or seconds/ }, text);
  }
});

Deno.test("parseWalltimeSec() refuses no time and no text of a time", () => {
  for (const text of ["", "0s", "0:00:00", "soon", "1:2:3", "-1h"]) {
    assert.throws(() => parseWalltimeSec(text), { code: "bad_input" }, text);
  }
});
