import assert from "node:assert/strict";
import type { Run } from "../tracking/run.ts";
import { PrintedOutput } from "./printed_output.ts";

const encoder = new TextEncoder();

function recorder(): { run: Run; text: () => string } {
  let text = "";
  const print = (bytes: Uint8Array) => text += new TextDecoder().decode(bytes);
  return { run: { print } as unknown as Run, text: () => text };
}

Deno.test("PrintedOutput takes marks out, however the output is cut", async () => {
  const mark = "\0tessera 12 3\0";
  const bytes = encoder.encode(`before${mark}after\0\0tess\0end`);
  for (let step = 1; step < bytes.byteLength; step++) {
    const { run, text } = recorder();
    const printed = new PrintedOutput();
    printed.beginRun(run);
    for (let at = 0; at < bytes.byteLength; at += step) {
      printed.write(bytes.subarray(at, at + step));
    }
    await printed.until(mark);
    assert.equal(text(), "beforeafter\0\0tess\0end", `in steps of ${step}`);
  }
});

Deno.test("PrintedOutput waits for a mark that has not come", async () => {
  const { run, text } = recorder();
  const printed = new PrintedOutput();
  printed.beginRun(run);
  let isReached = false;
  const reached = printed.until("\0tessera 1 1\0").then(() => isReached = true);
  printed.write(encoder.encode("line\n\0tessera 1"));
  await Promise.resolve();
  assert.ok(!isReached);
  printed.write(encoder.encode(" 1\0"));
  await reached;
  assert.equal(text(), "line\n");
});
