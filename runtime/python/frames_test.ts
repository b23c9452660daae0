import assert from "node:assert/strict";
import { type FrameHeader, FrameParser, frameStart } from "./frames.ts";

type Taken = { header: FrameHeader; body: number[] };

function parserInto(taken: Taken[]): FrameParser {
  return new FrameParser((header, body) => taken.push({ header, body: [...body] }));
}

function frame(header: FrameHeader, body: readonly number[]): number[] {
  return [...frameStart(header, body.length), ...body];
}

Deno.test("FrameParser puts frames together however they are cut", () => {
  const bytes = [
    ...frame({ op: "a", text: "ü" }, [1, 2, 3]),
    ...frame({ op: "b" }, []),
    ...frame({ op: "c" }, [0, 255]),
  ];
  const expected = [
    { header: { op: "a", text: "ü" }, body: [1, 2, 3] },
    { header: { op: "b" }, body: [] },
    { header: { op: "c" }, body: [0, 255] },
  ];
  for (const step of [1, 2, 7, bytes.length]) {
    const taken: Taken[] = [];
    const parser = parserInto(taken);
    for (let at = 0; at < bytes.length; at += step) {
      parser.write(Uint8Array.from(bytes.slice(at, at + step)));
    }
    assert.deepEqual(taken, expected, `in steps of ${step}`);
  }
});

Deno.test("FrameParser takes frames larger than what is read at once, and keeps no piece of them", () => {
  const body = new Uint8Array(1_000_000).map((_, k) => k % 251);
  const taken: Uint8Array[] = [];
  const parser = new FrameParser((_header, bytes) => taken.push(bytes));
  const piece = new Uint8Array(100_000);
  parser.write(frameStart({ op: "large" }, body.byteLength));
  for (let at = 0; at < body.byteLength; at += piece.byteLength) {
    piece.set(body.subarray(at, at + piece.byteLength));
    parser.write(piece);
  }
  parser.write(frameStart({ op: "next" }, 0));
  assert.equal(taken.length, 2);
  assert.deepEqual(taken[0], body);
});
