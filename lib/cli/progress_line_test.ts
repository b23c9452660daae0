import assert from "node:assert/strict";
import { captureIo } from "./captured_io.ts";
import { progressLine } from "./progress_line.ts";

const progress = (done: number) => () => `Checking: ${done} of 9`;

Deno.test("progressLine() writes a line a minute where there is no terminal", () => {
  const io = captureIo();
  let nowMs = 0;
  using line = progressLine(io, () => nowMs);
  for (let done = 1; done <= 9; done++) {
    nowMs += 20_000;
    line.update(progress(done));
  }
  assert.equal(
    io.err(),
    [3, 6, 9].map((done) => `Checking: ${done} of 9\n`).join(""),
  );
});

Deno.test("progressLine() redraws and clears its line on a terminal", () => {
  const io = { ...captureIo(), isErrTerminal: true };
  let nowMs = 0;
  {
    using line = progressLine(io, () => nowMs);
    line.update(progress(1));
    nowMs = 200;
    line.update(progress(2));
  }
  assert.equal(io.err(), "\r\x1b[KChecking: 2 of 9\r\x1b[K");
});
