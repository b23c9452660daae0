import assert from "node:assert/strict";
import { writeFully } from "./write_fully.ts";

Deno.test("writeFully() goes on after short writes and full pipes", () => {
  const received: number[] = [];
  let calls = 0;
  writeFully({
    writeSync(bytes) {
      if (++calls % 3 === 0) throw new Deno.errors.WouldBlock("full");
      const taken = Math.min(2, bytes.byteLength);
      received.push(...bytes.subarray(0, taken));
      return taken;
    },
  }, new Uint8Array([1, 2, 3, 4, 5, 6, 7]));
  assert.deepEqual(received, [1, 2, 3, 4, 5, 6, 7]);
});

Deno.test("writeFully() passes a broken pipe on", () => {
  const sink = {
    writeSync(): number {
      throw new Deno.errors.BrokenPipe("gone");
    },
  };
  assert.throws(() => writeFully(sink, new Uint8Array(1)), Deno.errors.BrokenPipe);
});
