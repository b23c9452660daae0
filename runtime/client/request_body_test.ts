import assert from "node:assert/strict";
import { bodyOf, requestSegments } from "./request_body.ts";

async function textOf(value: unknown): Promise<string> {
  return await new Response(bodyOf(requestSegments(value))).text();
}

Deno.test("requestSegments() writes every JSON value when there are no arrays", async () => {
  const text = await textOf({
    a: [1, 2.5, -0, NaN, -Infinity, 1n << 63n, "é\n", true, null, undefined],
    skipped: undefined,
    map: new Map([["k", 1]]),
    date: new Date(0),
  });
  assert.equal(
    text,
    '{"a":[1,2.5,-0.0,NaN,-Infinity,9223372036854775808,"é\\n",true,null,null],' +
      '"map":{"k":1},"date":"1970-01-01T00:00:00.000Z"}',
  );
});

Deno.test("requestSegments() refuses values that JSON has no words for", () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  for (
    const value of [
      circle,
      { f: () => 1 },
      { s: Symbol("s") },
      new DataView(new ArrayBuffer(1)),
    ]
  ) {
    assert.throws(() => requestSegments(value), TypeError);
  }
});

Deno.test("bodyOf() gives a fresh stream each time when the body is large", async () => {
  const segments = requestSegments({ x: new Uint8Array(3_000_000).fill(7) });
  const texts: string[] = [];
  for (let attempt = 0; attempt < 2; attempt++) {
    texts.push(await new Response(bodyOf(segments)).text());
  }
  const [first = "", second] = texts;
  assert.equal(first, second);
  assert.ok(Uint8Array.fromBase64(JSON.parse(first).x.data.buffer).every((byte) => byte === 7));
});
