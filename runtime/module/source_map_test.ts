import assert from "node:assert/strict";
import {
  decodeMappings,
  encodeMappings,
  encodeRanges,
  type Mapping,
  sourceMapComment,
} from "./source_map.ts";

const MAPPINGS: Mapping[] = [
  { generated: { line: 0, column: 0 }, source: { line: 0, column: 0 } },
  { generated: { line: 0, column: 700 }, source: { line: 0, column: 16 } },
  { generated: { line: 3, column: 2 }, source: { line: 100_000, column: 3 } },
  { generated: { line: 3, column: 9 }, source: { line: 2, column: 40_000 } },
];

Deno.test("encodeMappings() writes what the standard's example says", () => {
  const mappings = [
    { generated: { line: 0, column: 0 }, source: { line: 0, column: 0 } },
    { generated: { line: 1, column: 16 }, source: { line: 1, column: 15 } },
  ];
  assert.equal(encodeMappings(mappings), "AAAA;gBACe");
});

Deno.test("decodeMappings() reads back what encodeMappings() wrote", () => {
  assert.deepEqual([...decodeMappings(encodeMappings(MAPPINGS))], MAPPINGS);
});

Deno.test("decodeMappings() skips segments without a source and reads names", () => {
  assert.deepEqual([...decodeMappings("A,CAAAA;")], [
    { generated: { line: 0, column: 1 }, source: { line: 0, column: 0 } },
  ]);
});

Deno.test("sourceMapComment() names its source whatever characters it has", () => {
  const comment = sourceMapComment("file:///ü%20'.ts", []);
  const base64 = comment.slice(comment.indexOf("base64,") + "base64,".length);
  const map = JSON.parse(new TextDecoder().decode(Uint8Array.fromBase64(base64)));
  assert.deepEqual(map.sources, ["file:///ü%20'.ts"]);
  assert.doesNotMatch(comment, /\s.*\s/);
});

Deno.test("encodeRanges() sets a bit for each range of a line", () => {
  const at = (line: number, column: number, isRange: boolean): Mapping => ({
    generated: { line, column },
    source: { line: 0, column: 0 },
    isRange,
  });
  const first = [true, false, true, false, false, false, true].map((is, n) => at(0, n, is));
  assert.equal(encodeRanges([...first, at(2, 0, true), at(2, 1, true)]), "FB;;D");
});
