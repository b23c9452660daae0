import assert from "node:assert/strict";
import { NDArray } from "../arrays/ndarray.ts";
import { JsonFloat } from "../payload/json_float.ts";
import { LongText } from "../payload/long_text.ts";
import type { ErrorItem } from "./error_item.ts";
import { validationText } from "./validation_text.ts";

const about = (input: unknown): ErrorItem => ({ type: "t", loc: ["x"], msg: "m", input });
const shownOf = (input: unknown) =>
  /\[type=t, (.*)\]$/.exec(validationText("M", [about(input)]))?.[1];

Deno.test("validationText() lists place, message, type and input", () => {
  assert.equal(
    validationText("ApplyInputSchema", [
      { type: "missing", loc: ["inputs", "a"], msg: "Field required", input: {} },
      { type: "extra_forbidden", loc: ["inputs", "b", 0], msg: "No", input: [1, true, null] },
    ]),
    "2 validation errors for ApplyInputSchema\n" +
      "inputs.a\n  Field required [type=missing, input_value={}, input_type=dict]\n" +
      "inputs.b.0\n  No [type=extra_forbidden, input_value=[1, True, None], input_type=list]",
  );
});

Deno.test("validationText() leaves out the place of an error about the whole value", () => {
  const item: ErrorItem = { type: "model_type", loc: [], msg: "No dictionary", input: 3 };
  assert.equal(
    validationText("M", [item]),
    "1 validation error for M\n  No dictionary [type=model_type, input_value=3, input_type=int]",
  );
});

Deno.test("validationText() shows values as Python does", () => {
  const texts = (chunk: string) => new LongText([new TextEncoder().encode(chunk)]);
  const cases: [unknown, string][] = [
    ["it's", `input_value="it's", input_type=str`],
    [undefined, "input_value=None, input_type=NoneType"],
    [NaN, "input_value=nan, input_type=float"],
    [0.5, "input_value=0.5, input_type=float"],
    [new JsonFloat(1), "input_value=1.0, input_type=float"],
    [2n ** 70n, "input_value=1180591620717411303424, input_type=int"],
    [texts("AAAA"), "input_value='...', input_type=str"],
    [{ "a b": [{}] }, "input_value={'a b': [{}]}, input_type=dict"],
    [
      NDArray.fromNested("float64", [1, 2]),
      "input_value={'shape': [2], 'dtype': 'float64'}, input_type=dict",
    ],
  ];
  for (const [input, expected] of cases) assert.equal(shownOf(input), expected);
});

Deno.test("validationText() keeps the two ends of a long input, as pydantic does", () => {
  const input = { a: "x".repeat(1e6), b: 1 };
  assert.equal(
    shownOf(input),
    `input_value={'a': '${"x".repeat(18)}...${"x".repeat(14)}', 'b': 1}, input_type=dict`,
  );
});

Deno.test("validationText() ends on deep and on huge inputs", () => {
  let deep: unknown = 1;
  for (let level = 0; level < 100_000; level++) deep = [deep];
  assert.match(shownOf(deep) ?? "", /^input_value=\[+\.\.\.\]+, input_type=list$/);
  const huge = Array.from({ length: 1_000_000 }, (_, k) => k);
  assert.match(shownOf(huge) ?? "", /^input_value=\[0, 1, 2, .*\.\.\.\], input_type=list$/);
});

Deno.test("validationText() counts errors beyond a limit", () => {
  const text = validationText("M", [about(1), about(2), about(3)], { maxErrors: 1 });
  assert.equal(
    text,
    "3 validation errors for M\nx\n  m [type=t, input_value=1, input_type=int]\n… and 2 more",
  );
});
