import assert from "node:assert/strict";
import { announcedBytes, bodyBuffers, BodyTooLargeError } from "./request_body.ts";

const BATCH = 256 * 1024;

function post(chunks: Uint8Array<ArrayBuffer>[], headers: Record<string, string> = {}): Request {
  return new Request("http://localhost/apply", {
    method: "POST",
    headers,
    // as Deno's server hands bodies over
    body: new ReadableStream({
      type: "bytes",
      start(controller) {
        for (const chunk of chunks) controller.enqueue(chunk);
        controller.close();
      },
    }),
  });
}

Deno.test("bodyBuffers() gathers chunks into buffers of 256 KiB and keeps every byte", async () => {
  const chunks = Array.from({ length: 10 }, (_, k) => new Uint8Array(65_537).fill(k));
  const expected = chunks.map((chunk) => chunk.slice());
  const sizes: number[] = [];
  const parts: Uint8Array[] = [];
  for await (const buffer of bodyBuffers(post(chunks), 1e9)) {
    sizes.push(buffer.byteLength);
    parts.push(new Uint8Array(buffer));
  }
  assert.deepEqual(sizes, [BATCH, BATCH, 10 * 65_537 - 2 * BATCH]);
  assert.deepEqual(
    await new Blob(parts as BlobPart[]).arrayBuffer(),
    await new Blob(expected).arrayBuffer(),
  );
});

Deno.test("bodyBuffers() stops a body that grows past the limit", async () => {
  const request = post([new Uint8Array(600), new Uint8Array(600)]);
  await assert.rejects(Array.fromAsync(bodyBuffers(request, 1_000)), BodyTooLargeError);
});

Deno.test("bodyBuffers() gives nothing for an empty body", async () => {
  assert.deepEqual(await Array.fromAsync(bodyBuffers(post([]), 10)), []);
});

Deno.test("announcedBytes() reads only plain numbers", () => {
  assert.equal(announcedBytes(post([], { "content-length": "12" })), 12);
  assert.equal(announcedBytes(post([], { "content-length": "0x10" })), undefined);
  assert.equal(announcedBytes(post([])), undefined);
});
