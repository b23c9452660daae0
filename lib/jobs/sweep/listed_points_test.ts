import assert from "node:assert/strict";
import { TesseraError } from "../../core/errors.ts";
import { readPoints } from "./over_file.ts";
import { requestText } from "./points.ts";

Deno.test("JSON lines are passed on as they are written", () => {
  const points = readPoints("x.jsonl", '{"a": 1.0, "n": 12345678901234567890}\n\n  {"a":2}\r\n');
  assert.equal(points.count, 2);
  assert.equal(
    requestText(points, points.at(0)),
    '{"inputs":{"a": 1.0, "n": 12345678901234567890}}',
  );
  assert.equal(points.at(1), '{"a":2}');
});

Deno.test("a line that is no object is named", () => {
  refused("x.jsonl", '{"a": 1}\n{"a": 1', /line 2: .*x.jsonl/);
  refused("x.jsonl", "{}\n\n[1]", /line 3: found no object/);
  refused("x.jsonl", "\n", /found no points/);
});

Deno.test("CSV has dotted names, JSON cells, texts and empty cells", () => {
  const text = '\ufeffs,mesh.size,name,v\r\n1.0,2e3,plain,"[1, 2]"\r\n-0.5,,"a, ""b""\nc",true\r\n';
  const points = readPoints("x.csv", text);
  assert.equal(points.count, 2);
  assert.equal(points.at(0), '{"s":1.0,"mesh":{"size":2e3},"name":"plain","v":[1,2]}');
  assert.deepEqual(JSON.parse(points.at(1)), { s: -0.5, name: 'a, "b"\nc', v: true });
});

Deno.test("CSV keeps every digit, reads quoted JSON texts, and allows a comma at the end", () => {
  assert.equal(
    readPoints("x.csv", 'a,b\n9007199254740993,"""5"""\n7,').at(0),
    '{"a":9007199254740993,"b":"5"}',
  );
  assert.equal(readPoints("x.csv", "a,b\n7,").at(0), '{"a":7}');
});

Deno.test("what is wrong with a CSV file is said with the line", () => {
  refused("x.csv", "a,b\n1,2\n1\n", /line 3: found 1 cells, expected 2/);
  refused("x.csv", 'a\n"1', /quote that is never closed on line 2/);
  refused("x.csv", 'a\n"1"x', /behind a closing quote on line 2/);
  refused("x.csv", "a,a\n1,2", /column "a" twice/);
  refused("x.csv", "a..b\n1", /Cannot use "a..b" as the name of an input/);
  refused("x.csv", "a,a.b\n1,2", /found 1 at "a"|Cannot set input "a.b"/);
  refused("x.csv", "a\n", /found no points/);
});

Deno.test("an ending that is not known is an error with the nearest one", () => {
  refused("x.jsnl", "{}", /expected a file that ends in/, /"\.jsonl"/);
});

function refused(name: string, text: string, message: RegExp, hint = /./): void {
  assert.throws(
    () => readPoints(name, text),
    (error) =>
      error instanceof TesseraError && error.code === "bad_input" &&
      (assert.match(error.message, message), assert.match(error.hint ?? "", hint), true),
    text,
  );
}
