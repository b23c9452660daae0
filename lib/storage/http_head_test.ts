import assert from "node:assert/strict";
import { readHead } from "./http_head.ts";

/** Gives an answer one byte at a time. */
function drip(text: string): { read(buffer: Uint8Array): Promise<number | null> } {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  return {
    read(buffer) {
      if (at === bytes.length) return Promise.resolve(null);
      buffer[0] = bytes[at++] ?? 0;
      return Promise.resolve(1);
    },
  };
}

Deno.test("readHead() reads status, headers and body, past interim answers", async () => {
  const answer = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 413 Too Large\r\nX-Why: size\r\n" +
    "Content-Length: 3\r\n\r\nno!ignored";
  const response = await readHead(drip(answer));
  assert.equal(response.status, 413);
  assert.equal(response.statusText, "Too Large");
  assert.equal(response.headers.get("x-why"), "size");
  assert.equal(await response.text(), "no!");
});

Deno.test("readHead() fails when the server hangs up or speaks something else", async () => {
  await assert.rejects(readHead(drip("HTTP/1.1 200 OK\r\n")), /hung up/);
  await assert.rejects(readHead(drip("220 ftp ready\r\n\r\n")), /HTTP\/1\.1/);
});
