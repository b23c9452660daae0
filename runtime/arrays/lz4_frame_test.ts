import assert from "node:assert/strict";
import { compressFrame, decompressFrame, Lz4Error } from "./lz4_frame.ts";
import { xxHash32 } from "./xxhash32.ts";

interface Recording {
  readonly frames: readonly { name: string; byte_length: number; frame: string }[];
}

/** Written by python-lz4 from bytes k % 97. */
const RECORDED: Recording = JSON.parse(
  Deno.readTextFileSync(new URL("../../tests/fixtures/lz4_frames.json", import.meta.url)),
);

const counting = (length: number) => Uint8Array.from({ length }, (_, k) => k % 97);

function frameOf(name: string): Uint8Array<ArrayBuffer> {
  const found = RECORDED.frames.find((frame) => frame.name === name);
  assert.ok(found);
  return Uint8Array.fromBase64(found.frame);
}

Deno.test("decompressFrame() reads every kind of frame that python-lz4 writes", () => {
  for (const { name, byte_length: length, frame } of RECORDED.frames) {
    const content = decompressFrame(Uint8Array.fromBase64(frame), length);
    assert.deepEqual(content, counting(length), name);
  }
});

Deno.test("decompressFrame() passes over skippable frames", () => {
  const skippable = new Uint8Array([0x53, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 7, 7]);
  const frame = frameOf("one block");
  const both = new Uint8Array([...skippable, ...frame]);
  assert.deepEqual(decompressFrame(both, 1000), counting(1000));
});

Deno.test("decompressFrame() refuses a frame that is cut off at any byte", () => {
  const frame = frameOf("both checksums");
  for (let length = 0; length < frame.byteLength; length++) {
    assert.throws(() => decompressFrame(frame.slice(0, length), 70_000), Lz4Error);
  }
});

Deno.test("decompressFrame() refuses a frame with any bit flipped when it has checksums", () => {
  const frame = frameOf("both checksums");
  for (let at = 0; at < frame.byteLength; at++) {
    const damaged = frame.slice();
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    assert.throws(() => decompressFrame(damaged, 70_000), Lz4Error, `byte ${at}`);
  }
});

Deno.test("decompressFrame() refuses a content of another length than expected", () => {
  const frame = frameOf("linked blocks");
  assert.throws(() => decompressFrame(frame, 69_999), Lz4Error);
  assert.throws(() => decompressFrame(frame, 70_001), Lz4Error);
});

Deno.test("decompressFrame() takes no memory for what a frame cannot hold", () => {
  assert.throws(() => decompressFrame(frameOf("one block"), 1e15), Lz4Error);
});

Deno.test("compressFrame() writes what decompressFrame() reads, at lengths around the limits", () => {
  for (const length of [0, 1, 4, 5, 12, 13, 14, 65_535, 65_536, 65_537, 200_003]) {
    const random = new Uint8Array(length);
    for (let at = 0; at < length; at += 65_536) {
      crypto.getRandomValues(random.subarray(at, at + 65_536));
    }
    const mixed = random.map((byte, k) => k % 50 < 30 ? k % 7 : byte);
    for (const content of [new Uint8Array(length), counting(length), random, mixed]) {
      assert.deepEqual(decompressFrame(compressFrame(content), length), content);
    }
  }
});

Deno.test("compressFrame() makes repeating data small and random data hardly longer", () => {
  assert.ok(compressFrame(counting(100_000)).byteLength < 2000);
  const random = crypto.getRandomValues(new Uint8Array(60_000));
  assert.ok(compressFrame(random).byteLength <= 60_000 + 23);
});

Deno.test("xxHash32() gives the published values", () => {
  const hash = (text: string) => xxHash32(new TextEncoder().encode(text)).toString(16);
  assert.equal(hash(""), "2cc5d05");
  assert.equal(hash("a"), "550d7456");
  assert.equal(hash("abc"), "32d153ff");
  assert.equal(hash("Nobody inspects the spammish repetition"), "e2293b2f");
});
