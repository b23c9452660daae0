import assert from "node:assert/strict";
import { TesseraError } from "../../core/errors.ts";
import { blockCount, blockRange, blockSizeFor } from "./block_size.ts";
import {
  createSweep,
  discardSweep,
  openSweep,
  requireSpace,
  sha256,
  SweepFolder,
} from "./folder.ts";
import { keepSettings, readSettings } from "./settings.ts";
import { testSweep } from "./testing.ts";

Deno.test("a folder is opened again for the same sweep alone", async () => {
  await using open = await testSweep(2, 1);
  const text = '{"s":0}\n{"s":1}\n';
  const { path } = open.folder;
  const again = await createSweep(path, { ...open.sweep, createdMs: 7, blockSize: 2 }, text);
  assert.deepEqual([open.isResumed, again.isResumed], [false, true]);
  assert.deepEqual(again.sweep, open.sweep);
  await refused(createSweep(path, { ...open.sweep, endpoint: "jacobian" }, text), /the endpoint/);
  const over = { ...open.sweep.over, sha256: await sha256("{}") };
  await refused(createSweep(path, { ...open.sweep, over }, "{}"), /the content of --over/);
  assert.equal((await openSweep(path)).points.at(1), '{"s":1}');
});

Deno.test("of several that make one folder at once, all go on with the same sweep", async () => {
  await using open = await testSweep(2, 1);
  const path = `${open.folder.path}/inner`;
  const text = '{"s":0}\n{"s":1}\n';
  const made = await Promise.all(
    [1, 2, 3].map((createdMs) => createSweep(path, { ...open.sweep, createdMs }, text)),
  );
  assert.equal(made.filter(({ isResumed }) => !isResumed).length, 1);
  assert.equal(new Set(made.map(({ sweep }) => sweep.createdMs)).size, 1);
});

Deno.test("a folder that is no sweep, or was tampered with, is refused", async () => {
  await using open = await testSweep(2, 1);
  const { path } = open.folder;
  await refused(openSweep(`${path}/claims`), /found no sweep there/);
  await Deno.writeTextFile(`${path}/over.jsonl`, '{"s":0}\n{"s":2}\n');
  await refused(openSweep(path), /over.jsonl" was changed/);
  await Deno.writeTextFile(open.folder.description, '{"version": 2}');
  await refused(openSweep(path), /version/);
});

Deno.test("a sweep is discarded whole, but not once there are results, and with nothing of others", async () => {
  await using open = await testSweep(1, 1);
  const text = '{"s":0}\n';
  const path = `${open.folder.path}/inner`;
  const make = () => createSweep(path, { ...open.sweep, count: 1 }, text);
  await discardSweep(await make());
  await assert.rejects(Deno.stat(path), Deno.errors.NotFound);
  await Deno.mkdir(path);
  await Deno.writeTextFile(`${path}/mine`, "");
  await discardSweep(await make());
  assert.deepEqual(await Array.fromAsync(Deno.readDir(path), ({ name }) => name), ["mine"]);
  const kept = await make();
  await Deno.writeTextFile(`${kept.folder.parts}/part-a.jsonl`, "{}");
  await discardSweep(kept);
  assert.equal((await openSweep(path)).sweep.count, 1);
});

Deno.test("nothing is left of a folder that cannot be made, but what was there before", async () => {
  await using open = await testSweep(1, 1);
  const over = { ...open.sweep.over, copy: "missing/over.jsonl" };
  const path = `${open.folder.path}/inner`;
  const make = () => createSweep(path, { ...open.sweep, over }, '{"s":0}\n');
  await refused(make(), /^Cannot make the folder of the sweep/);
  await assert.rejects(Deno.stat(path), Deno.errors.NotFound);
  await Deno.mkdir(path);
  await Deno.writeTextFile(`${path}/mine`, "");
  await refused(make(), /^Cannot make the folder of the sweep/);
  assert.deepEqual(await Array.fromAsync(Deno.readDir(path), ({ name }) => name), ["mine"]);
});

Deno.test("requireSpace() leaves nothing where there is space, and tells where there is no folder", async () => {
  await using open = await testSweep(1, 1);
  const names = () => Array.fromAsync(Deno.readDir(open.folder.path), ({ name }) => name);
  const before = (await names()).sort();
  await requireSpace(open.folder);
  assert.deepEqual((await names()).sort(), before);
  await refused(
    requireSpace(new SweepFolder(`${open.folder.path}/gone`)),
    /^Cannot write ".*gone"/,
  );
});

Deno.test("settings stay until others are asked for", async () => {
  await using open = await testSweep(1, 1);
  await keepSettings(open.folder, { retries: 5 });
  const settings = await keepSettings(open.folder, { timeoutMs: 10 });
  assert.deepEqual([settings.retries, settings.timeoutMs], [5, 10]);
  assert.deepEqual(await readSettings(open.folder), settings);
});

Deno.test("blocks are small enough for everyone to have some, and not too many", () => {
  assert.equal(blockSizeFor(10_000, 2), 256);
  assert.equal(blockSizeFor(100, 50), 1);
  assert.equal(blockSizeFor(2_000, 20), 25);
  assert.ok(blockCount({ count: 1e8, blockSize: blockSizeFor(1e8, 1) }) <= 20_000);
  const sweep = { count: 10, blockSize: 4 };
  assert.equal(blockCount(sweep), 3);
  assert.deepEqual(blockRange(2, sweep), { first: 8, end: 10 });
});

async function refused(act: Promise<unknown>, message: RegExp): Promise<void> {
  await assert.rejects(
    act,
    (error) => error instanceof TesseraError && (assert.match(error.message, message), true),
  );
}
