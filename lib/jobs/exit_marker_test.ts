import assert from "node:assert/strict";
import { parseExitMarker, readExitMarker, signalOf } from "./exit_marker.ts";

Deno.test("parseExitMarker() reads code, host, end and cause", () => {
  assert.deepEqual(parseExitMarker("3 node-1 1700000000\n"), {
    exitCode: 3,
    host: "node-1",
    endedMs: 1_700_000_000_000,
  });
  assert.equal(parseExitMarker("143 n 1 timed_out\n")?.cause, "timed_out");
});

Deno.test("parseExitMarker() takes nothing else for a marker", () => {
  for (const text of ["", "3", "3 node", "x node 1", "3 node 1 a b", "3 node 1\n4 node 2\n"]) {
    assert.equal(parseExitMarker(text), undefined, JSON.stringify(text));
  }
});

Deno.test("readExitMarker() finds nothing where no job has ended", async () => {
  const folder = await Deno.makeTempDir();
  try {
    assert.equal(await readExitMarker(folder), undefined);
    await Deno.writeTextFile(`${folder}/exit`, "0 host 1 exited\n");
    assert.equal((await readExitMarker(folder))?.exitCode, 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("signalOf() reads what shells make of signals", () => {
  assert.deepEqual([0, 1, 128, 129, 137, 143, 192, 193, 255].map(signalOf), [
    undefined,
    undefined,
    undefined,
    1,
    9,
    15,
    64,
    undefined,
    undefined,
  ]);
});
