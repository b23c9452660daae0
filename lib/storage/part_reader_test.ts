import assert from "node:assert/strict";
import { PartReader } from "./part_reader.ts";
import type { ByteStream } from "./storage.ts";

function stream(...lengths: number[]): ByteStream {
  let next = 0;
  return new ReadableStream({
    pull(controller) {
      const length = lengths.shift();
      if (length === undefined) return controller.close();
      controller.enqueue(new Uint8Array(length).map(() => next++));
    },
  }, { highWaterMark: 0 });
}

Deno.test("PartReader cuts any chunks into equal parts", async () => {
  for (const lengths of [[10], [1, 1, 1, 7], [0, 5, 0, 5, 0], [3, 3, 4]]) {
    await using source = new PartReader(stream(...lengths));
    const parts: number[][] = [];
    while (!source.isEnded) parts.push([...await source.next(4)]);
    assert.deepEqual(parts, [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]);
  }
});

Deno.test("PartReader knows that it has ended with a part that is just full", async () => {
  await using source = new PartReader(stream(2, 2));
  assert.equal((await source.next(4)).length, 4);
  assert.ok(source.isEnded);
});

Deno.test("PartReader gives one empty part of an empty stream", async () => {
  await using source = new PartReader(stream());
  assert.equal((await source.next(4)).length, 0);
  assert.ok(source.isEnded);
});

Deno.test("PartReader ends a read that waits with the signal's reason", async () => {
  const controller = new AbortController();
  const silent: ByteStream = new ReadableStream({ pull: () => new Promise(() => {}) });
  await using source = new PartReader(silent, controller.signal);
  const reading = source.next(4);
  controller.abort(new Error("enough"));
  await assert.rejects(reading, /enough/);
});
