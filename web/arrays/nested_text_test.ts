import assert from "node:assert/strict";
import { readNumberTable } from "./nested_text.ts";

const READ: readonly [text: string, shape: number[], tokens: string][] = [
  ["[1, 2.5, -3e4]", [3], "1 2.5 -3e4"],
  ["[[1, 2], [3, 4], [5, 6]]", [3, 2], "1 2 3 4 5 6"],
  ["[[1. 2.]\n [3. 4.]]", [2, 2], "1. 2. 3. 4."], // as numpy prints it
  ["((1, 2), (3, 4))", [2, 2], "1 2 3 4"],
  ["[]", [0], ""],
  ["[[], []]", [2, 0], ""],
  ["[true, false]", [2], "true false"],
  ["[1+2j, -1j]", [2], "1+2j -1j"],
  ["[nan, -inf, NaN, Infinity]", [4], "nan -inf NaN Infinity"],
  ["7", [], "7"],
  ["1 2 3", [3], "1 2 3"],
  ["1, 2, 3\n", [3], "1 2 3"],
  ["1\n2\n3\n", [3], "1 2 3"],
  ["1,2\r\n3,4\r\n", [2, 2], "1 2 3 4"],
  ["x;y\n1.5;2\n3;4", [2, 2], "1.5 2 3 4"],
  ["# made by hand\n1\t2\n\n3\t4", [2, 2], "1 2 3 4"],
  ['"1","2"\n"3","4"', [2, 2], "1 2 3 4"],
];

Deno.test("readNumberTable() reads lists, tables and single numbers", () => {
  for (const [text, shape, tokens] of READ) {
    const found = readNumberTable(text);
    assert.deepEqual([found.shape, found.tokens.join(" ")], [shape, tokens], JSON.stringify(text));
  }
});

Deno.test("readNumberTable() names the place of what it cannot read", () => {
  const faults: [string, RegExp][] = [
    ["", /text is empty/],
    ["[1, 2", /closing bracket is missing/],
    ["[1, 2]]", /"\]" at character 7 comes after its end/],
    ["[[1, 2], [3]]", /at character 12 an item of shape \[1\] stands beside one of shape \[2\]/],
    ["[1, [2]]", /beside one of shape \[\]/],
    ["[1, two]", /found "two" at character 5/],
    ["1,2\n3,x", /found "x" in line 2, column 2/],
    ["1,2\n3", /line 2 has 1 numbers, the first row 2/],
  ];
  for (const [text, message] of faults) {
    assert.throws(() => readNumberTable(text), message, JSON.stringify(text));
  }
});
