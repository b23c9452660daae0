import assert from "node:assert/strict";
import { join } from "node:path";
import { LEASE_MS } from "./owner.ts";
import { testCaller, testSweep, testWorker } from "./testing.ts";
import { WorkList } from "./work_list.ts";

Deno.test("a block is claimed once, and not again while its owner lives", async () => {
  await using open = await testSweep(3, 1);
  using first = await testWorker(open);
  using second = await testWorker(open);
  assert.deepEqual(await first.work.claimNext(), { block: 0, isTakenOver: false });
  assert.deepEqual(await second.work.claimNext(), { block: 1, isTakenOver: false });
  assert.deepEqual(await first.work.claimNext(), { block: 2, isTakenOver: false });
  assert.equal(await second.work.claimNext(), undefined);
  assert.equal(await first.work.claimNext(), undefined);
  assert.deepEqual(await first.work.state(), { done: 0, free: 0, held: 3 });
});

Deno.test("of many that ask at once, each block has one owner", async () => {
  await using open = await testSweep(40, 1);
  const workers = await Promise.all(Array.from({ length: 8 }, () => testWorker(open)));
  using scope = new DisposableStack();
  workers.forEach((worker) => scope.use(worker));
  const claims = await Promise.all(workers.map(async ({ work }) => {
    const blocks: number[] = [];
    for (let claim = await work.claimNext(); claim; claim = await work.claimNext()) {
      blocks.push(claim.block);
    }
    return blocks;
  }));
  assert.deepEqual(
    claims.flat().toSorted((a, b) => a - b),
    Array.from({ length: 40 }, (_, k) => k),
  );
});

Deno.test("a block of an owner that stopped in good order is taken over at once, by one", async () => {
  await using open = await testSweep(1, 1);
  {
    using gone = await testWorker(open);
    await gone.work.claimNext();
  }
  using first = await testWorker(open);
  using second = await testWorker(open);
  const claims = await Promise.all([first.work.claimNext(), second.work.claimNext()]);
  assert.deepEqual(claims.filter((claim) => claim !== undefined), [
    { block: 0, isTakenOver: true },
  ]);
});

Deno.test({
  name: "a block of a process of this machine is taken over as soon as it is gone",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using open = await testSweep(1, 1);
    using dead = await testWorker(open);
    await dead.work.claimNext();
    // as if another process had written it, one that has ended since
    await rewriteOwner(dead.owner.path, { pid: 4_194_305, startTicks: "1" });
    using next = await testWorker(open);
    assert.deepEqual(await next.work.claimNext(), { block: 0, isTakenOver: true });
  },
});

Deno.test("a block of another machine is taken over when its lease has run out, not before", async () => {
  await using open = await testSweep(1, 1);
  using far = await testWorker(open);
  await far.work.claimNext();
  await rewriteOwner(far.owner.path, { place: "another machine" });
  using next = await testWorker(open);
  const ago = (ms: number) => Deno.utime(far.owner.path, new Date(), new Date(Date.now() - ms));
  await ago(LEASE_MS - 30_000);
  assert.equal(await next.work.claimNext(), undefined);
  await ago(LEASE_MS + 30_000);
  assert.deepEqual(await next.work.claimNext(), { block: 0, isTakenOver: true });
});

Deno.test("an owner is silent until it shows that it is alive, or is done", async () => {
  await using open = await testSweep(1, 1);
  using far = await testWorker(open);
  await far.work.claimNext();
  using next = await testWorker(open);
  const sinceMs = await next.work.nowMs();
  const renewed = (ms: number) => Deno.utime(far.owner.path, new Date(), new Date(sinceMs + ms));
  await renewed(-1_000);
  assert.equal(await next.work.hasSilentOwner(sinceMs), true);
  await renewed(1_000);
  assert.equal(await next.work.hasSilentOwner(sinceMs), false);
  await renewed(-1_000);
  await far.work.finish(0);
  assert.equal(await next.work.hasSilentOwner(sinceMs), false);
});

Deno.test("a block that is opened again is done again, also by who did it", async () => {
  await using open = await testSweep(2, 1);
  using worker = await testWorker(open);
  await worker.run(testCaller((s) => s));
  await worker.work.reopen(1);
  assert.deepEqual(await worker.work.state(), { done: 1, free: 0, held: 1 });
  assert.deepEqual(await worker.work.claimNext(), { block: 1, isTakenOver: true });
});

Deno.test("strange names among the claims are left alone", async () => {
  await using open = await testSweep(1, 1);
  for (const name of [".nfs0001", "7.1", "0.x", "0.1~"]) {
    await Deno.writeTextFile(join(open.folder.claims, name), "");
  }
  using worker = await testWorker(open);
  const work = new WorkList(open.folder.claims, worker.owner, open.sweep);
  assert.deepEqual(await work.state(), { done: 0, free: 1, held: 0 });
  assert.deepEqual(await work.claimNext(), { block: 0, isTakenOver: false });
});

async function rewriteOwner(path: string, facts: Record<string, unknown>): Promise<void> {
  const before = JSON.parse(await Deno.readTextFile(path));
  // in place: the claims are links to this very file
  await Deno.writeTextFile(path, JSON.stringify({ ...before, ...facts }), { create: false });
}
