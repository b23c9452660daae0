import assert from "node:assert/strict";
import { formatResult } from "../../../jobs/sweep/result_line.ts";
import { readFailures } from "./report.ts";

Deno.test("readFailures() gives the first failed points of the results", async () => {
  const path = await Deno.makeTempFile({ prefix: "tessera-test-" });
  try {
    const lines = Array.from({ length: 9 }, (_, index) =>
      formatResult({
        index,
        inputs: "{}",
        outcome: index % 3 === 0
          ? { status: "failed", error: `no "${index}"` }
          : { status: "succeeded", outputs: "{}" },
        attempts: 1,
        seconds: 0,
      }));
    await Deno.writeTextFile(path, lines.join(""));
    assert.deepEqual(await readFailures(path, 2), [
      { index: 0, error: 'no "0"' },
      { index: 3, error: 'no "3"' },
    ]);
    assert.equal((await readFailures(path, 10)).length, 3);
  } finally {
    await Deno.remove(path);
  }
});
