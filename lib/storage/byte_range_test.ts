import assert from "node:assert/strict";
import { cutSpan, parseContentRange, rangeHeader, spanAfter, spanSizeBytes } from "./byte_range.ts";
import type { ByteStream } from "./storage.ts";

function stream(...chunks: number[][]): { body: ByteStream; isCancelled: () => boolean } {
  let isCancelled = false;
  const body: ByteStream = new ReadableStream({
    pull(controller) {
      const chunk = chunks.shift();
      if (chunk === undefined) controller.close();
      else controller.enqueue(new Uint8Array(chunk));
    },
    cancel() {
      isCancelled = true;
    },
  }, { highWaterMark: 0 });
  return { body, isCancelled: () => isCancelled };
}

Deno.test("rangeHeader() asks for nothing when the whole file is wanted", () => {
  assert.equal(rangeHeader(spanAfter(undefined, 0)), undefined);
  assert.equal(rangeHeader(spanAfter(undefined, 5)), "bytes=5-");
  assert.equal(rangeHeader(spanAfter({ offsetBytes: 10, lengthBytes: 4 }, 1)), "bytes=11-13");
});

Deno.test("spanAfter() refuses what is no number of bytes", () => {
  for (const offsetBytes of [-1, 0.5, NaN]) {
    assert.throws(() => spanAfter({ offsetBytes }, 0), RangeError);
  }
});

Deno.test("spanSizeBytes() ends with the file", () => {
  assert.equal(spanSizeBytes({ startBytes: 8, lengthBytes: 5 }, 10), 2);
  assert.equal(spanSizeBytes({ startBytes: 20, lengthBytes: undefined }, 10), 0);
});

Deno.test("parseContentRange() reads totals, known and unknown", () => {
  const known = { startBytes: 5, lengthBytes: 5, fileBytes: 20 };
  assert.deepEqual(parseContentRange("bytes 5-9/20"), known);
  assert.deepEqual(parseContentRange("bytes 5-9/*"), { ...known, fileBytes: undefined });
  assert.equal(parseContentRange("bytes */20"), undefined);
  assert.equal(parseContentRange(null), undefined);
});

Deno.test("cutSpan() cuts across chunks and cancels the rest", async () => {
  const { body, isCancelled } = stream([0, 1, 2], [3], [4, 5, 6], [7, 8]);
  const cut = cutSpan(body, { startBytes: 2, lengthBytes: 4 });
  assert.deepEqual([...await new Response(cut).bytes()], [2, 3, 4, 5]);
  assert.ok(isCancelled());
});
