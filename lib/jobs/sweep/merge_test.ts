import assert from "node:assert/strict";
import { join } from "node:path";
import { mergeResults } from "./merge.ts";
import { formatResult } from "./result_line.ts";
import { Tally } from "./tally.ts";
import { testResults, testSweep } from "./testing.ts";

const line = (index: number, by?: string, error?: string): string =>
  formatResult({
    index,
    inputs: `{"s":${index}}`,
    outcome: error === undefined
      ? { status: "succeeded", outputs: JSON.stringify(by ?? "a") }
      : { status: "failed", error },
    attempts: 1,
    seconds: 0.5,
  });

Deno.test("of a point that two workers worked on, one result is kept: a success if there is one", async () => {
  await using open = await testSweep(3, 2);
  const part = (name: string, text: string) =>
    Deno.writeTextFile(join(open.folder.parts, `part-${name}.jsonl`), text);
  await part("a", line(1) + line(0, "a", "broke"));
  await part("b", line(0, "b") + line(1, "b") + line(2, "b", "broke"));
  assert.deepEqual(await mergeResults(open), []);
  const results = await testResults(open);
  assert.deepEqual(results.map(({ index, outputs, error }) => [index, outputs, error]), [
    [0, "b", null],
    [1, "a", null],
    [2, null, "broke"],
  ]);
});

Deno.test("a torn last line is no result, and neither is what a dead machine left", async () => {
  await using open = await testSweep(4, 2);
  const zeros = line(2).slice(0, 30) + "\0".repeat(20) + line(3);
  const path = join(open.folder.parts, "part-a.jsonl");
  await Deno.writeTextFile(path, line(0) + zeros + line(1).slice(0, -1));
  assert.deepEqual(await mergeResults(open), [1, 2, 3]);
  await assert.rejects(Deno.stat(open.folder.results), Deno.errors.NotFound);
  const tally = new Tally(open.folder.parts, 4);
  await tally.look();
  assert.deepEqual([tally.done, [...tally.missing()]], [1, [1, 2, 3]]);
  await Deno.writeTextFile(join(open.folder.parts, "part-b.jsonl"), line(1) + line(2) + line(3));
  assert.deepEqual(await mergeResults(open), []);
  assert.equal((await testResults(open)).length, 4);
});

Deno.test("a tally reads what is new, and counts points, not lines", async () => {
  await using open = await testSweep(3, 2);
  const path = join(open.folder.parts, "part-a.jsonl");
  const tally = new Tally(open.folder.parts, 3);
  const append = async (text: string) => {
    await Deno.writeTextFile(path, text, { append: true });
    await tally.look();
    return [tally.succeeded, tally.failed];
  };
  const whole = line(2);
  assert.deepEqual(await append(line(0, "a", "broke")), [0, 1]);
  assert.deepEqual(await append(whole.slice(0, 20)), [0, 1]);
  assert.deepEqual(await append(whole.slice(20)), [1, 1]);
  assert.deepEqual(await append(line(0)), [2, 0]);
  assert.deepEqual(await append(line(0, "a", "late") + line(99)), [2, 0]);
  assert.deepEqual([tally.has(0), tally.has(1)], [true, false]);
});

Deno.test("lines longer than a chunk are read whole", async () => {
  await using open = await testSweep(2, 1);
  const long = line(0, "x".repeat(3_000_000));
  await Deno.writeTextFile(join(open.folder.parts, "part-a.jsonl"), long + line(1));
  assert.deepEqual(await mergeResults(open), []);
  assert.equal(await Deno.readTextFile(open.folder.results), long + line(1));
});

Deno.test("results that cannot be written are told with what to do, and nothing is left of them", async () => {
  await using open = await testSweep(1, 1);
  await Deno.writeTextFile(join(open.folder.parts, "part-a.jsonl"), line(0));
  await Deno.mkdir(open.folder.results);
  await assert.rejects(mergeResults(open), {
    code: "unavailable",
    message: `Cannot write "${open.folder.results}"`,
    hint: /go on with --resume/,
  });
  const names = await Array.fromAsync(Deno.readDir(open.folder.path), ({ name }) => name);
  assert.ok(!names.some((name) => name.endsWith(".part")), names.join());
});
