import assert from "node:assert/strict";
import { parseExactJson } from "./exact_json.ts";
import { JsonFloat } from "./json_float.ts";
import { JsonSyntaxError } from "./json_syntax_error.ts";
import { parseJsonText } from "./parse.ts";

Deno.test("parseExactJson() agrees with JSON.parse on ordinary texts", () => {
  const texts = [
    '{"a":[1,-2,0.5,true,false,null,"x\\n\\u00e9"],"b":{},"c":[]}',
    ' [ 1 , { "k" : "v" } ] ',
    '"a\\"b\\\\"',
    '{"__proto__":{"x":1}}',
  ];
  for (const text of texts) assert.deepEqual(parseExactJson(text), JSON.parse(text));
});

Deno.test("parseExactJson() keeps what doubles lose", () => {
  assert.equal(parseExactJson("9223372036854775807"), 9223372036854775807n);
  assert.deepEqual(parseExactJson("[1, 1.0, 1e3]"), [1, new JsonFloat(1), new JsonFloat(1000)]);
  assert.deepEqual(parseExactJson("[NaN, Infinity, -Infinity]"), [NaN, Infinity, -Infinity]);
});

// messages and offsets recorded from json.loads of CPython 3.11
const FAULTS: [string, string, number][] = [
  ["", "Expecting value", 0],
  ["{", "Expecting property name enclosed in double quotes", 1],
  ['{"a"', "Expecting ':' delimiter", 4],
  ['{"a":1', "Expecting ',' delimiter", 6],
  ['{"a":1,}', "Expecting property name enclosed in double quotes", 7],
  ["[1,]", "Expecting value", 3],
  ["[1 2]", "Expecting ',' delimiter", 3],
  ["1 2", "Extra data", 2],
  ['"abc', "Unterminated string starting at", 0],
  ['"a\\x"', "Invalid \\escape", 2],
  ['"a\\u12"', "Invalid \\uXXXX escape", 3],
  ['"a\nb"', "Invalid control character at", 2],
  ["nul", "Expecting value", 0],
];

Deno.test("parseExactJson() refuses with Python's words and offsets", () => {
  for (const [text, message, offset] of FAULTS) {
    assert.throws(
      () => parseExactJson(text),
      (error) =>
        error instanceof JsonSyntaxError && error.message === message && error.offset === offset,
      text,
    );
  }
});

Deno.test("parseExactJson() refuses bottomless nesting instead of overflowing the stack", () => {
  assert.throws(() => parseExactJson("[".repeat(100_000)), JsonSyntaxError);
});

Deno.test("parseJsonText() takes the exact path only for texts that need it", () => {
  assert.deepEqual(parseJsonText("[1.0]", { exact: false }), [1]);
  assert.deepEqual(parseJsonText("[1.0]", { exact: true }), [new JsonFloat(1)]);
  assert.equal(parseJsonText("18446744073709551615", { exact: true }), 18446744073709551615n);
});
