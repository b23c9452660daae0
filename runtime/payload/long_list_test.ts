import assert from "node:assert/strict";
import { BodyReader } from "./body_reader.ts";
import { JsonFloat } from "./json_float.ts";
import { findLongList, LongList } from "./long_list.ts";
import { parseJsonText } from "./parse.ts";

const encoder = new TextEncoder();
const CHUNKS = [997, 65_536, 100_003, 1e9];
const numbers = Array.from({ length: 12_000 }, (_, k) => Math.sin(k) * 10 ** (k % 40 - 20));
const long = numbers.join(",");

function read(text: string, chunkBytes: number, exact = false): unknown {
  const bytes = encoder.encode(text);
  const reader = new BodyReader({ exact, byteLength: bytes.byteLength });
  for (let at = 0; at < bytes.byteLength; at += chunkBytes) {
    reader.write(bytes.slice(at, at + chunkBytes));
  }
  return reader.end();
}

/** What somebody says about a text: its tree, or the fault's words and offset. */
function outcome(parse: () => unknown): unknown {
  try {
    return parse();
  } catch (error) {
    return String(error) + JSON.stringify(error);
  }
}

Deno.test("a body with long lists gives the tree that the parser gives, wherever it is split", () => {
  const texts = [
    `{"inputs":{"a":[${long}],"s":2.5,"b":[1,2],"c":[${long}],"note":"[1,2"}}`,
    `[${long}]`,
    ` [ [${long}] , [${long.replaceAll(",", " , \n")}] ] `,
    `{"x":[${numbers.map((value) => `[${value},${-value}]`).join(",")}]}`,
    `{"x":[${long},null]}`,
    `{"x":[${long},"a]b[\\"",3,{"y":[${long}]}],"base64":"${"QUJD".repeat(40_000)}"}`,
    `{"deep":[[[[${long}]]]],"__proto__":[${long}]}`,
    `{"x":[-0,0.0,1e400,${long}]}`,
    `{"x":[NaN,${long},-Infinity]}`,
  ];
  for (const text of texts) {
    const expected = parseJsonText(text, { exact: false });
    for (const chunkBytes of CHUNKS) {
      const tree = JSON.stringify(read(text, chunkBytes), asText);
      assert.equal(tree, JSON.stringify(expected, asText), text.slice(0, 40));
    }
  }
});

/** Zero with its sign, NaN, infinities, and long texts in a form of their own; all numbers as the fast parser has them. */
function asText(_key: string, value: unknown): unknown {
  if (Object.is(value, -0)) return "-0";
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (value instanceof JsonFloat) return value.value;
  if (typeof value === "bigint") return Number(value);
  return typeof value === "object" && value !== null && "chunks" in value ? String(value) : value;
}

Deno.test("a body with a long list is refused with the words and the offset of the parser", () => {
  const texts = [
    `{"x":[${long},]}`,
    `{"x":[${long},,${long}]}`,
    `{"x":[${long} ${long}]}`,
    `{"x":[${long},1.]}`,
    `{"x":[${long},01,${long}]}`,
    `{"x":[${long}`,
    `{"x":[${long},`,
    `{"x":[${long}}`,
    `{"x":[${long}],"y":[${long}],"z":wrong}`,
    `{"x":[${long}],"y":[,${long}]}`,
    `{"x":[${long},"open]}`,
    `{"x":[${"1".repeat(70_000)}x]}`,
  ];
  for (const text of texts) {
    const expected = outcome(() => parseJsonText(text, { exact: false }));
    assert.equal(typeof expected, "string", text.slice(-20));
    for (const chunkBytes of CHUNKS) {
      assert.equal(outcome(() => read(text, chunkBytes)), expected, text.slice(-20));
    }
  }
});

Deno.test("where numbers must be exact, a long list with integral floats stays exact", () => {
  const text = `{"x":[${"1.0,2,".repeat(20_000)}12345678901234567890]}`;
  for (const chunkBytes of CHUNKS) {
    const { x } = read(text, chunkBytes, true) as { x: unknown[] };
    assert.deepEqual(x.slice(0, 2), [new JsonFloat(1), 2]);
    assert.equal(x.at(-1), 12_345_678_901_234_567_890n);
  }
});

Deno.test("bytes that are no UTF-8 are refused within a long list, too", () => {
  const bytes = encoder.encode(`{"x":[${long}]}`);
  bytes[bytes.byteLength - 5] = 0xff;
  const reader = new BodyReader({ exact: false });
  assert.throws(() => {
    reader.write(bytes);
    reader.end();
  }, /Text is not UTF-8/);
});

Deno.test("with isForText, lists stay in the text", () => {
  const text = `{"x":[${long}],"y":"${"QUJD".repeat(40_000)}"}`;
  const reader = new BodyReader({ exact: false, isForText: true });
  reader.write(encoder.encode(text));
  const { text: rest, mark, literals } = reader.endUnparsed();
  assert.equal(rest, `{"x":[${long}],"y":"${mark}0"}`);
  assert.equal(literals.length, 1);
});

Deno.test("bodies of nothing but brackets are looked at once, not from every bracket on", () => {
  for (const text of ["[", "[1,", '{"a":[', "[[],"]) {
    assert.throws(() => read(text.repeat(200_000), 1e9), /Nested too deeply/);
  }
});

Deno.test("findLongList() finds the innermost list that may be long", () => {
  const found = (text: string, hasMore = false) =>
    findLongList(encoder.encode(text), 0, text.length, hasMore);
  assert.equal(found(`{"a":[[1,2],[${long}]]}`), 12);
  assert.equal(found(`{"a":[1,2]}`), -1);
  assert.equal(found(`{"a":[1,2`), -1);
  assert.equal(found(`{"a":[1,2`, true), 5);
  assert.equal(found(`{"a":[1,2],`, true), -1);
  assert.equal(found(`[{"a":${long}`), -1);
});

Deno.test("LongList keeps what it has taken for another reader, when something else comes", () => {
  const list = new LongList(false, 10);
  assert.equal(list.write(encoder.encode("1,2,3"), 0), -1);
  assert.equal(list.write(encoder.encode("4,true,"), 0), undefined);
  assert.equal(new TextDecoder().decode(list.chunks[0]), "1,2,3");
  assert.equal(list.byteLength, 5);
});

Deno.test("LongList joins numbers that were split, and says where its list ends", () => {
  const list = new LongList(false, 10);
  assert.equal(list.write(encoder.encode("1,2,3"), 0), -1);
  assert.equal(list.write(encoder.encode("4, 5 ],6"), 0), 5);
  assert.deepEqual(list.numbers(), [1, 2, 34, 5]);
});
