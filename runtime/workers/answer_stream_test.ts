import assert from "node:assert/strict";
import { AnswerStream } from "./answer_stream.ts";
import { ANSWER_WINDOW_BYTES } from "./protocol.ts";

const MIB = 1024 * 1024;

Deno.test("AnswerStream asks for as much as its client has taken", async () => {
  let asked = 0;
  const stream = new AnswerStream((bytes) => asked += bytes, () => {});
  for (let sent = 0; sent < ANSWER_WINDOW_BYTES; sent += MIB) stream.push(new ArrayBuffer(MIB));
  assert.equal(asked, 0);
  const reader = stream.readable.getReader();
  for (let k = 0; k < 8; k++) await reader.read();
  assert.equal(asked, 8 * MIB);
  stream.close();
  let rest = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    rest += read.value.byteLength;
  }
  assert.equal(rest, ANSWER_WINDOW_BYTES - 8 * MIB);
});

Deno.test("AnswerStream tells when its client leaves and takes no more bytes", async () => {
  let cancelled = 0;
  const stream = new AnswerStream(() => {}, () => cancelled++);
  stream.push(new ArrayBuffer(8));
  await stream.readable.cancel();
  stream.push(new ArrayBuffer(8));
  stream.close();
  assert.equal(cancelled, 1);
});
