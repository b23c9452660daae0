import assert from "node:assert/strict";
import { findByte } from "./find_byte.ts";

Deno.test("findByte finds what indexOf finds, at every alignment", () => {
  const memory = new Uint8Array(400);
  for (let k = 0; k < memory.length; k++) memory[k] = (k * 31 + 7) % 256;
  for (let offset = 0; offset < 5; offset++) {
    const bytes = memory.subarray(offset, offset + 300);
    for (let from = 0; from < 6; from++) {
      for (const byte of [0, 0x22, 0x7f, 0x80, 0xff]) {
        assert.equal(findByte(bytes, byte, from), bytes.indexOf(byte, from), `${byte} ${from}`);
      }
    }
  }
});

Deno.test("findByte keeps to its range", () => {
  const bytes = new Uint8Array(200);
  bytes[150] = 0x22;
  assert.equal(findByte(bytes, 0x22, 0, 150), -1);
  assert.equal(findByte(bytes, 0x22, 0, 151), 150);
  assert.equal(findByte(bytes, 0x22, 151), -1);
  assert.equal(findByte(bytes, 0x22, 0, 10_000), 150);
});
