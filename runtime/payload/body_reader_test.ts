import assert from "node:assert/strict";
import { BodyReader } from "./body_reader.ts";
import { JsonSyntaxError } from "./json_syntax_error.ts";
import { LongText } from "./long_text.ts";

function read(text: string, chunkBytes: number, exact = false): unknown {
  const bytes = new TextEncoder().encode(text);
  const reader = new BodyReader({ exact, byteLength: bytes.byteLength });
  for (let at = 0; at < bytes.byteLength; at += chunkBytes) {
    reader.write(bytes.slice(at, at + chunkBytes));
  }
  return reader.end();
}

/** The tree with long texts as strings. */
function plain(node: unknown): unknown {
  if (node instanceof LongText) return node.toString();
  if (Array.isArray(node)) return node.map(plain);
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, plain(value)]));
}

const random = new Uint8Array(150_001).map((_, k) => (k * 2_654_435_761) >>> 7);
const base64 = random.toBase64();

Deno.test("BodyReader gives the same tree wherever the chunks are split", () => {
  const body = {
    a: { buffer: base64, note: 'say "hi" \\ ü€😀' },
    escaped: `${"x".repeat(70_000)}"\\${"y".repeat(70_000)}`,
    plain: "é".repeat(60_000),
    list: [base64.slice(0, 80_001), { deep: base64 }, 1, null],
  };
  const text = JSON.stringify(body);
  for (const chunkBytes of [997, 65_536, 131_071, text.length * 2]) {
    assert.deepEqual(plain(read(text, chunkBytes)), body, `chunks of ${chunkBytes}`);
  }
});

Deno.test("BodyReader decodes long base64 while it arrives", () => {
  const tree = read(JSON.stringify({ buffer: base64 }), 10_000) as { buffer: LongText };
  assert.ok(tree.buffer instanceof LongText);
  assert.deepEqual(tree.buffer.decodedBytes, random);
  assert.equal(tree.buffer.byteLength, base64.length);
});

Deno.test("BodyReader keeps spare bits before the padding", () => {
  const text = `${"A".repeat(70_000)}AB==`;
  const tree = read(JSON.stringify({ buffer: text }), 4_096) as { buffer: LongText };
  assert.ok(tree.buffer.decodedBytes !== undefined);
  assert.equal(tree.buffer.toString(), text);
});

Deno.test("BodyReader does not take for base64 what upstream's strict decoder refuses", () => {
  for (
    const text of [
      `${"A".repeat(70_001)}`,
      `${"A".repeat(35_000)} ${"A".repeat(34_999)}`,
      `${"A".repeat(65_534)}==${"A".repeat(70_000)}`,
      `${"A".repeat(70_000)}A===`,
      `${"A".repeat(70_000)}AA-_`,
    ]
  ) {
    const tree = read(JSON.stringify({ buffer: text }), 1_001) as { buffer: LongText };
    assert.equal(tree.buffer.decodedBytes, undefined, text.slice(-10));
    assert.equal(tree.buffer.toString(), text);
  }
});

Deno.test("BodyReader reports faults at their offset in the body", () => {
  const text = `{"buffer":"${base64}","b":}`;
  assert.throws(
    () => read(text, 50_000),
    (error) =>
      error instanceof JsonSyntaxError && error.message === "Expecting value" &&
      error.offset === text.length - 1,
  );
});

Deno.test("BodyReader refuses an unterminated literal and invalid UTF-8", () => {
  assert.throws(() => read(`{"a":"${base64}`, 50_000), JsonSyntaxError);
  assert.throws(() => read('{"a":"x', 3), JsonSyntaxError);
  const reader = new BodyReader({ exact: false });
  assert.throws(() => {
    reader.write(new Uint8Array([0x22, 0xff, 0x22]));
    reader.end();
  }, JsonSyntaxError);
});

Deno.test("BodyReader refuses long literals that are no JSON strings", () => {
  const long = "x".repeat(100_000);
  const bytes = (...parts: (string | number[])[]) =>
    Uint8Array.from(
      parts.flatMap((part) =>
        typeof part === "string" ? [...new TextEncoder().encode(part)] : part
      ),
    );
  const faults: [Uint8Array<ArrayBuffer>, RegExp, number][] = [
    [bytes('{"a":"', long, [0xff], '"}'), /not UTF-8/, 6],
    [bytes('{"a":"', long, [0xff], long, '"}'), /not UTF-8/, 6],
    [bytes('{"a":"', long, "\n", long, '"}'), /^Invalid control character at$/, 6 + 100_000],
  ];
  for (const [body, message, offset] of faults) {
    for (const step of [body.byteLength, 65_537]) {
      const reader = new BodyReader({ exact: false });
      assert.throws(
        () => {
          for (let at = 0; at < body.byteLength; at += step) {
            reader.write(body.slice(at, at + step));
          }
          reader.end();
        },
        (error) =>
          error instanceof JsonSyntaxError && message.test(error.message) &&
          error.offset === offset,
      );
    }
  }
});

Deno.test("BodyReader keeps every letter of a long text", () => {
  const text = `\uFEFF${"ü€😀 ".repeat(20_000)}`;
  for (const step of [1_000, 65_537, 1_000_000]) {
    const raw = read(JSON.stringify({ text }), step) as { text: object };
    assert.equal(String(raw.text), text);
  }
});
