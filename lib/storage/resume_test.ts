import assert from "node:assert/strict";
import { openResumably } from "./resume.ts";
import type { StoredContent } from "./storage.ts";
import { connectionFailure } from "./storage_error.ts";

const ACT = { verb: "read", location: "test://a" };
const OPTIONS = { act: ACT, retry: { tries: 3, firstDelayMs: 0, maxDelayMs: 0 }, idleMs: 10_000 };

/** A connection that gives some bytes and then breaks, ends, or goes silent. */
function connection(
  bytes: number[],
  then: "break" | "end" | "silence",
  sizeBytes?: number,
): StoredContent {
  let isGiven = false;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (!isGiven && bytes.length > 0) controller.enqueue(new Uint8Array(bytes));
      else if (then === "break") controller.error(new Error("reset by peer"));
      else if (then === "end") controller.close();
      else return new Promise(() => {});
      isGiven = true;
    },
  }, { highWaterMark: 0 });
  return { body, sizeBytes };
}

Deno.test("openResumably() asks again for what is missing, and only that", async () => {
  const skips: number[] = [];
  const { body, sizeBytes } = await openResumably((skipBytes) => {
    skips.push(skipBytes);
    const rest = [1, 2, 3, 4, 5].slice(skipBytes);
    return Promise.resolve(connection(rest.slice(0, 2), "break", rest.length));
  }, OPTIONS);
  assert.equal(sizeBytes, 5);
  // The last connection breaks, too, but after its last byte.
  assert.deepEqual([...await new Response(body).bytes()], [1, 2, 3, 4, 5]);
  assert.deepEqual(skips, [0, 2, 4]);
});

Deno.test("openResumably() takes an end that comes too early as a lost connection", async () => {
  const open = (skipBytes: number) =>
    Promise.resolve(connection([7], "end", skipBytes === 0 ? 3 : 3 - skipBytes));
  const { body } = await openResumably(open, OPTIONS);
  assert.deepEqual([...await new Response(body).bytes()], [7, 7, 7]);
});

Deno.test("openResumably() refuses more bytes than were announced", async () => {
  const open = () => Promise.resolve(connection([1, 2, 3], "end", 2));
  const { body } = await openResumably(open, OPTIONS);
  await assert.rejects(new Response(body).bytes(), { message: /3 bytes came, expected 2/ });
});

Deno.test("openResumably() takes silence as a lost connection, and gives up after its tries", async () => {
  let opened = 0;
  const open = () => {
    opened++;
    return Promise.resolve(connection([], "silence"));
  };
  const { body } = await openResumably(open, { ...OPTIONS, idleMs: 5 });
  await assert.rejects(new Response(body).bytes(), { message: /nothing came for/ });
  assert.equal(opened, 3);
});

Deno.test("openResumably() repeats an opening that fails for a moment", async () => {
  let opened = 0;
  const { body } = await openResumably(() => {
    if (++opened < 3) return Promise.reject(connectionFailure(ACT, "busy"));
    return Promise.resolve(connection([1], "end", 1));
  }, OPTIONS);
  assert.deepEqual([...await new Response(body).bytes()], [1]);
});

Deno.test("openResumably() ends with the signal's reason while it waits for bytes", async () => {
  const controller = new AbortController();
  const open = () => Promise.resolve(connection([1], "silence"));
  const { body } = await openResumably(open, { ...OPTIONS, signal: controller.signal });
  const reader = body.getReader();
  await reader.read();
  const waiting = reader.read();
  controller.abort(new Error("enough"));
  await assert.rejects(waiting, /enough/);
});
