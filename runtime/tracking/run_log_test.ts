import assert from "node:assert/strict";
import { RunLog } from "./run_log.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function openLog(): { log: RunLog; shown: string[] } {
  const shown: string[] = [];
  const openFile = () => {
    throw new Error("no file here");
  };
  const showLive = (bytes: Uint8Array) => void shown.push(decoder.decode(bytes));
  return { log: new RunLog({ openFile, showLive }), shown };
}

Deno.test("RunLog shows whole lines, however the bytes come in", () => {
  const { log, shown } = openLog();
  for (const byte of encoder.encode("grün\nzwei\rdrei")) log.print(Uint8Array.of(byte));
  assert.deepEqual(shown.slice(1), ["grün\n", "zwei\r"]);
  log.end();
  log.end();
  assert.deepEqual(shown.slice(3), ["drei\n"]);
});

Deno.test("RunLog says once that the file cannot be written and shows the rest", () => {
  const { log, shown } = openLog();
  log.print(encoder.encode("a\n"));
  log.print(encoder.encode("b\n"));
  log.note(encoder.encode("only for the file"));
  assert.deepEqual(shown, [
    "Warning: The log of this run is not complete: no file here\n",
    "a\n",
    "b\n",
  ]);
});

Deno.test("RunLog does not hold back a line without an end for ever", () => {
  const { log, shown } = openLog();
  log.print(new Uint8Array(100_000).fill(46));
  assert.equal(shown[1]?.length, 100_000);
});
