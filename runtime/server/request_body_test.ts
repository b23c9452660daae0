import assert from "node:assert/strict";
import { announcedBytes, bodyBuffers, BodyTooLargeError, wholeBody } from "./request_body.ts";

const MIB = 1024 * 1024;

function post(chunks: Uint8Array<ArrayBuffer>[], headers: Record<string, string> = {}): Request {
  return new Request("http://localhost/apply", {
    method: "POST",
    headers,
    body: new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(chunk);
        controller.close();
      },
    }),
  });
}

Deno.test("bodyBuffers() gathers chunks into buffers of 1 MiB and keeps every byte", async () => {
  const chunks = Array.from({ length: 40 }, (_, k) => new Uint8Array(65_537).fill(k));
  const sizes: number[] = [];
  const parts: Uint8Array[] = [];
  for await (const buffer of bodyBuffers(post(chunks), 1e9)) {
    sizes.push(buffer.byteLength);
    parts.push(new Uint8Array(buffer));
  }
  assert.deepEqual(sizes, [MIB, MIB, 40 * 65_537 - 2 * MIB]);
  assert.deepEqual(
    await new Blob(parts as BlobPart[]).arrayBuffer(),
    await new Blob(chunks).arrayBuffer(),
  );
});

Deno.test("bodyBuffers() stops a body that grows past the limit", async () => {
  const request = post([new Uint8Array(600), new Uint8Array(600)]);
  await assert.rejects(wholeBody(request, 1_000), BodyTooLargeError);
});

Deno.test("wholeBody() gives an empty buffer for an empty body", async () => {
  assert.equal((await wholeBody(post([]), 10)).byteLength, 0);
});

Deno.test("announcedBytes() reads only plain numbers", () => {
  assert.equal(announcedBytes(post([], { "content-length": "12" })), 12);
  assert.equal(announcedBytes(post([], { "content-length": "0x10" })), undefined);
  assert.equal(announcedBytes(post([])), undefined);
});
