import assert from "node:assert/strict";
import { SharedFile } from "./shared_arrays.ts";

Deno.test("SharedFile keeps arrays at aligned places, also when it has no name any more", () => {
  using file = new SharedFile();
  file.unlink();
  assert.throws(() => Deno.statSync(file.path), Deno.errors.NotFound);
  const arrays = [Uint8Array.of(1, 2, 3), new Uint8Array(), new Uint8Array(70_000).fill(7)];
  for (let round = 0; round < 2; round++) {
    const places = file.writeAll(arrays);
    assert.deepEqual(places.map(([offset]) => offset % 64), [0, 0, 0]);
    for (const [k, place] of places.entries()) {
      const source = file.source(place);
      const read = new Uint8Array(source.byteLength);
      source.readInto(0, read);
      assert.deepEqual(read, arrays[k]);
    }
  }
});

Deno.test("SharedFile says when a place lies behind its end", () => {
  using file = new SharedFile();
  assert.throws(() => file.source([0, 8]).readInto(0, new Uint8Array(8)), RangeError);
});
