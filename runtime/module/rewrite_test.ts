import assert from "node:assert/strict";
import { Rewritten } from "./rewrite.ts";
import { LineTable } from "./text_position.ts";

const CODE = "ab(cd);\nx = old + y;\nold.z()";
const EDITS = [
  { start: 12, end: 15, text: "muchlonger\nname" },
  { start: 21, end: 24, text: "n" },
];

Deno.test("Rewritten replaces the edits and puts the prefix first", () => {
  const { text } = new Rewritten(CODE, EDITS, "P;");
  assert.equal(text, "P;ab(cd);\nx = muchlonger\nname + y;\nn.z()");
});

Deno.test("mappings() leads every character that was kept back to where it stood", () => {
  const rewritten = new Rewritten(CODE, EDITS, "P;");
  const after = new LineTable(rewritten.text);
  const before = new LineTable(CODE);
  const mappings = [...rewritten.mappings()];
  let followed = "";
  for (const [index, { generated, source, isRange }] of mappings.entries()) {
    const start = after.offsetAt(generated);
    const next = mappings[index + 1];
    const length = (next === undefined ? rewritten.text.length : after.offsetAt(next.generated)) -
      start;
    const from = before.offsetAt(source);
    const now = rewritten.text.slice(start, start + length);
    if (isRange) assert.equal(CODE.slice(from, from + length), now);
    else assert.ok(EDITS.some((edit) => edit.start === from && edit.text === now));
    followed += now;
  }
  assert.equal(`P;${followed}`, rewritten.text);
});

Deno.test("mappings() goes on to what the program was made from", () => {
  const origin = [0, 3, 8, 12, 13, 21, 25].map((offset) => ({
    generated: new LineTable(CODE).positionAt(offset),
    source: { line: 100 + offset, column: 0 },
  }));
  const { text } = new Rewritten(CODE, EDITS, "P;");
  const table = new LineTable(text);
  const seen = [...new Rewritten(CODE, EDITS, "P;").mappings(origin)].map((
    { generated, source },
  ) => [text.slice(table.offsetAt(generated)).slice(0, 1), source.line - 100]);
  assert.deepEqual(seen, [["a", 0], ["c", 3], ["x", 8], ["m", 12], ["n", 21], ["z", 25]]);
});

Deno.test("offsetBefore() undoes the edits", () => {
  const rewritten = new Rewritten(CODE, EDITS, "P;");
  const table = new LineTable(rewritten.text);
  const before = (needle: string) =>
    rewritten.offsetBefore(table.positionAt(rewritten.text.indexOf(needle)));
  assert.equal(before("P;"), 0);
  assert.equal(before("cd"), CODE.indexOf("cd"));
  assert.equal(before("longer"), CODE.indexOf("old"));
  assert.equal(before("+ y"), CODE.indexOf("+ y"));
  assert.equal(before("z()"), CODE.indexOf("z()"));
  assert.equal(rewritten.offsetBefore({ line: 99, column: 99 }), CODE.length);
});
