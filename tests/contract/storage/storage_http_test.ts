/** What the http(s) storage makes of servers that differ from the usual. */

import assert from "node:assert/strict";
import { openStorage, readBytes, StorageError } from "../../../lib/storage/mod.ts";
import { startHttpStore } from "../../services/http_store.ts";
import { assertSameBytes, FAST, sampleBytes, streamOf } from "./storage_subjects.ts";

const MIB = 1024 * 1024;

Deno.test("http storage cuts a part out of what a server without ranges sends", async () => {
  await using server = startHttpStore();
  server.habits.ignoresRanges = true;
  const bytes = sampleBytes(MIB);
  server.files.set("/a", bytes);
  const range = { offsetBytes: 1000, lengthBytes: 500_000 };
  const part = await readBytes(`${server.url}/a`, { ...FAST, range });
  assertSameBytes(part, bytes.subarray(1000, 501_000));
});

Deno.test("http storage does not join pieces of a file that changed", async () => {
  await using server = startHttpStore();
  server.files.set("/a", sampleBytes(4 * MIB));
  server.habits.changesFiles = true;
  server.proxy.cut("down", MIB);
  await assert.rejects(readBytes(`${server.url}/a`, FAST), /changed in between/);
});

Deno.test("http storage tries again while a server is busy, and gives up in the end", async () => {
  await using server = startHttpStore();
  server.files.set("/a", sampleBytes(10));
  server.habits.nextStatuses.push(503, 429);
  assertSameBytes(await readBytes(`${server.url}/a`, FAST), sampleBytes(10));
  assert.equal(server.requests.length, 3);
  server.habits.nextStatuses.push(503, 503, 503, 503);
  await assert.rejects(readBytes(`${server.url}/a`, FAST), {
    code: "unavailable",
    message: /answered 503.*come again/,
  });
  assert.equal(server.requests.length, 6);
});

Deno.test("http storage repeats a small upload, which may run twice", async () => {
  await using server = startHttpStore();
  server.habits.nextStatuses.push(503);
  await using storage = await openStorage(server.url, FAST);
  await storage.write(`${server.url}/a`, streamOf(sampleBytes(10)));
  assertSameBytes(server.files.get("/a") ?? new Uint8Array(0), sampleBytes(10));
});

Deno.test("http storage explains a server that needs to know the length ahead", async () => {
  await using server = startHttpStore();
  server.habits.nextStatuses.push(411);
  await using storage = await openStorage(server.url, FAST);
  const writing = storage.write(`${server.url}/a`, streamOf(sampleBytes(17 * MIB)));
  await assert.rejects(writing, { code: "failed", message: /length is unknown/ });
});

Deno.test("http storage reports the refusal of a large upload, not the cut connection", async () => {
  await using server = startHttpStore();
  server.habits.nextStatuses.push(413);
  await using storage = await openStorage(server.url, FAST);
  const bytes = sampleBytes(20 * MIB);
  const writing = storage.write(`${server.url}/a`, streamOf(bytes), { sizeBytes: bytes.length });
  await assert.rejects(writing, { name: "StorageError", message: /answered 413/ });
});

Deno.test("http storage refuses a source that is not as long as announced", async () => {
  await using server = startHttpStore();
  await using storage = await openStorage(server.url, FAST);
  const body = streamOf(sampleBytes(18 * MIB));
  const writing = storage.write(`${server.url}/a`, body, { sizeBytes: 19 * MIB });
  await assert.rejects(writing, { code: "failed", message: /expected exactly that many/ });
  assert.equal(server.files.size, 0);
});

Deno.test("http storage sends the credentials of a URL and shows none of them", async () => {
  await using server = startHttpStore();
  server.files.set("/a", sampleBytes(10));
  server.habits.authorization = `Basic ${btoa("ann:s3cret/pass")}`;
  const withUser = (password: string, rest: string) =>
    server.url.replace("://", `://ann:${encodeURIComponent(password)}@`) + rest;
  const bytes = await readBytes(withUser("s3cret/pass", "/a"), FAST);
  assertSameBytes(bytes, sampleBytes(10));
  const isSafe = (error: unknown) => {
    assert.ok(error instanceof StorageError);
    assert.equal(error.code, "denied");
    assert.match(error.message, /ann:\*\*\*@/);
    const shown = Deno.inspect(error) + JSON.stringify(error);
    assert.doesNotMatch(shown, /wrong-secret|SIGNATURE/);
    return true;
  };
  const wrong = withUser("wrong-secret", "/a?X-Amz-Signature=SIGNATURE");
  await assert.rejects(readBytes(wrong, FAST), isSafe);
});

Deno.test("http storage shows no secret when the server cannot be reached", async () => {
  const location = "http://ann:wrong-secret@127.0.0.1:1/a?X-Amz-Signature=SIGNATURE";
  const error = await readBytes(location, FAST).then(() => undefined, (error) => error);
  assert.ok(error instanceof StorageError);
  assert.equal(error.code, "unavailable");
  assert.doesNotMatch(Deno.inspect(error), /wrong-secret|SIGNATURE/);
});

Deno.test("http storage says that there is no listing", async () => {
  await using storage = await openStorage("http://127.0.0.1:1/", FAST);
  const act = () => Array.fromAsync(storage.list("http://127.0.0.1:1/folder"));
  await assert.rejects(act, { code: "bad_input", message: /no listing/ });
});

Deno.test("readBytes() refuses what is larger than the limit", async () => {
  await using server = startHttpStore();
  server.files.set("/a", sampleBytes(1000));
  const reading = readBytes(`${server.url}/a`, { ...FAST, limitBytes: 999 });
  await assert.rejects(reading, { code: "bad_input", message: /larger than 999 B/ });
});
