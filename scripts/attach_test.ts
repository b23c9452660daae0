import assert from "node:assert/strict";
import { attachFile, canAttach } from "./attach.ts";
import { readAttachedFile, TRAILER_BYTES } from "./entries/attached_file.ts";

const BASE = new TextEncoder().encode("the base binary");
const PAYLOAD = new TextEncoder().encode("the payload");

function program(payloadBytes = PAYLOAD.length + TRAILER_BYTES): Uint8Array<ArrayBuffer> {
  const trailer = new Uint8Array(TRAILER_BYTES);
  new DataView(trailer.buffer).setBigUint64(0, BigInt(payloadBytes), true);
  return Uint8Array.from([...BASE, ...PAYLOAD, ...trailer]);
}

async function inFile(bytes: Uint8Array, test: (path: string) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempFile({ prefix: "tessera-attach-" });
  try {
    await Deno.writeFile(path, bytes);
    await test(path);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("an attached file is read back, and the payload is where its length says", async () => {
  await inFile(program(), async (path) => {
    const file = crypto.getRandomValues(new Uint8Array(5_000));
    await attachFile(path, file);
    assert.deepEqual(readAttachedFile(file.length, path), file);
    const after = await Deno.readFile(path);
    const before = program();
    assert.deepEqual(after.subarray(0, BASE.length), before.subarray(0, BASE.length));
    assert.deepEqual(after.subarray(BASE.length + file.length), before.subarray(BASE.length));
  });
});

Deno.test("attachFile() refuses what has no payload, and leaves it as it is", async () => {
  for (const wrong of [program(0), program(1e6)]) {
    await inFile(wrong, async (path) => {
      await assert.rejects(
        attachFile(path, new Uint8Array(3)),
        /Cannot attach a file to .*payload/,
      );
      assert.deepEqual(await Deno.readFile(path), wrong);
    });
  }
});

Deno.test("canAttach() tells platforms apart", () => {
  assert.equal(canAttach("aarch64-unknown-linux-gnu"), true);
  assert.equal(canAttach("aarch64-apple-darwin"), false);
});
