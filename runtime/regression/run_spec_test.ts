import assert from "node:assert/strict";
import { z } from "zod";
import { NDArray } from "../arrays/ndarray.ts";
import { PATH_POLICIES, resolveConfig } from "../config/from_env.ts";
import { Runtime } from "../endpoints/call.ts";
import { array, Float64, Int32 } from "../schema/array_schema.ts";
import { runTestSpec } from "./run_spec.ts";

const Sub = z.object({ n: z.int().default(1), note: z.string().nullable().default(null) });
const inputs = z.object({ kind: z.string().default("ok") });
const outputs = z.object({
  f: array("float64", [null]),
  g: array("float32", [null, 2]),
  i: array("int64", [null]),
  b: array("bool", [null]),
  c: array("complex128", [null]),
  s: Float64,
  k: Int32,
  t: z.record(z.string(), z.number()),
  sub: Sub,
  items: z.array(Sub),
});

const runtime = new Runtime({
  path: "/m/tesseract_api.ts",
  name: "tesseract_api",
  inputs,
  outputs,
  functions: {
    apply(raw: unknown) {
      const { kind } = raw as z.infer<typeof inputs>;
      if (kind === "value") throw new RangeError("bad kind: 7");
      if (kind === "bad") return { s: "x" };
      return {
        f: new Float64Array([1, 2, 0, NaN]),
        g: NDArray.from("float32", [2, 2], new Float32Array([0.1, 2, 3, 4])),
        i: new BigInt64Array([1n, 2n, 3n]),
        b: NDArray.fromNested("bool", [true, false]),
        c: NDArray.from("complex128", [2], new Float64Array([1, 2, 0, 3])),
        s: 1.5,
        k: 3,
        t: { a: 1, b: 2.5 },
        sub: { n: 2, note: "x" },
        items: [{}, { n: 5 }],
      };
    },
  },
}, resolveConfig({}, PATH_POLICIES.command));

function envelope(dtype: string, shape: number[], buffer: unknown): unknown {
  return { object_type: "array", shape, dtype, data: { buffer, encoding: "json" } };
}

const EXPECTED = {
  f: envelope("float64", [4], [1, 2, 0, null]),
  g: envelope("float32", [2, 2], [[0.1, 2], [3, 4]]),
  i: envelope("int64", [3], [1, 2, 3]),
  b: envelope("bool", [2], [true, false]),
  c: envelope("complex128", [2], ["1+2j", "3j"]),
  s: 1.5,
  k: envelope("int32", [], 3),
  t: { a: 1, b: 2.5 },
  sub: { n: 2, note: "x" },
  items: [{ n: 1, note: null }, { n: 5 }],
};

async function run(fields: Record<string, unknown>): Promise<[string, string]> {
  const spec = { endpoint: "apply", payload: { inputs: {} }, ...fields };
  const outcome = await runTestSpec(runtime, spec);
  assert.ok(outcome.kind === "ok", JSON.stringify(outcome));
  return [outcome.result.status, outcome.result.message];
}

async function expectingOutputs(change: Record<string, unknown>): Promise<[string, string]> {
  return await run({ expected_outputs: { ...EXPECTED, ...change } });
}

Deno.test("runTestSpec() passes when all outputs are as expected or within the tolerance", async () => {
  assert.deepEqual(await expectingOutputs({}), ["passed", ""]);
  assert.deepEqual(
    await run({ expected_outputs: { ...EXPECTED, s: 1.6 }, rtol: 0.1 }),
    ["passed", ""],
  );
});

/** Messages of tesseract-core 1.15 for the same module and specifications. */
const MESSAGES: [Record<string, unknown>, string][] = [
  [
    { f: envelope("float64", [4], [1, 2.5, 0, null]) },
    `Values are not sufficiently close.

f
Shape: (4,)
  Number of differences: 1 / 4 (25.0%)
  Individual errors:
          Index              Obtained              Expected            Difference
              1                   2.0                   2.5                  -0.5

`,
  ],
  [
    { g: envelope("float32", [2, 2], [[0.2, 2.5], [3, 1e-7]]) },
    `Values are not sufficiently close.

g
Shape: (2, 2)
  Number of differences: 3 / 4 (75.0%)
  Statistics are computed for differing elements only.
  Stats for abs(obtained - expected):
    Max:     4.0
    Mean:    1.5333333015441895
    Median:  0.5
  Stats for abs(obtained - expected) / abs(expected):
    Max:     40000000.0
    Mean:    13333333.0
    Median:  0.5
  Individual errors:
          Index              Obtained              Expected            Difference
         (0, 0)                   0.1                   0.2                  -0.1
         (0, 1)                   2.0                   2.5                  -0.5
         (1, 1)                   4.0                 1e-07                   4.0

`,
  ],
  [
    { i: envelope("int64", [3], [0, 2, 0]) },
    `Values are not sufficiently close.

i
Shape: (3,)
  Number of differences: 2 / 3 (66.7%)
  Statistics are computed for differing elements only.
  Stats for abs(obtained - expected):
    Max:     3
    Mean:    2.0
    Median:  2.0
  Relative errors are not reported because all expected values are zero.
  Individual errors:
          Index              Obtained              Expected            Difference
              0                     1                     0                     1
              2                     3                     0                     3

`,
  ],
  [
    { c: envelope("complex128", [2], ["1+2.5j", "2"]) },
    `Values are not sufficiently close.

c
Shape: (2,)
  Number of differences: 2 / 2 (100.0%)
  Statistics are computed for differing elements only.
  Stats for abs(obtained - expected):
    Max:     3.6055512754639896
    Mean:    2.052775637731995
    Median:  2.052775637731995
  Stats for abs(obtained - expected) / abs(expected):
    Max:     1.8027756377319948
    Mean:    0.9942354879545233
    Median:  0.9942354879545233
  Individual errors:
          Index              Obtained              Expected            Difference
              0                (1+2j)              (1+2.5j)                 -0.5j
              1                    3j                (2+0j)               (-2+3j)

`,
  ],
  [
    { b: envelope("bool", [2], [false, true]) },
    `Values are not sufficiently close.

b
Shape: (2,)
  Number of differences: 2 / 2 (100.0%)
  Individual errors:
          Index              Obtained              Expected            Difference
              0                  True                 False                      
              1                 False                  True                      

`,
  ],
  [
    { s: 1.25, k: envelope("int32", [], 4), t: { a: 1.5, b: 2.5 } },
    `Values are not sufficiently close.

s:
  Expected: 1.25
  Obtained: 1.5
  Difference: 0.25

k:
  Expected: 4
  Obtained: 3
  Difference: -1

t.{a}:
  Expected: 1.5
  Obtained: 1.0
  Difference: -0.5`,
  ],
  [
    { f: envelope("float64", [3], [1, 2, 0]), t: { a: 1, z: 1 }, items: [{ n: 1 }] },
    `Structure mismatch.

Shape mismatch for array at f: 
  Expected: (3,)
  Obtained: (4,)

Key mismatch at t:
  Missing keys: {'z'}
  Unexpected keys: {'b'}
  Matching keys: {'a'}

Mismatch in length of list at items:
  Expected: 1
  Obtained: 2`,
  ],
  [
    { g: envelope("float64", [2, 2], [[0.1, 2], [3, 4]]) },
    `expected_outputs does not conform to OutputSchema (perhaps the OutputSchema has recently changed?):
  1 validation error for ApplyOutputSchema
  g
    Array dtype 'float64' does not match expected dtype 'float32' (strict_types=True, no casting) ` +
    `[type=array_dtype_mismatch, ` +
    `input_value={'object_type': 'array', ...]], 'encoding': 'json'}}, input_type=dict]`,
  ],
];

Deno.test("runTestSpec() reports differences in upstream's words when there are any", async () => {
  for (const [change, message] of MESSAGES) {
    assert.deepEqual(await expectingOutputs(change), ["failed", message]);
  }
});

Deno.test("runTestSpec() judges exceptions by name and message when one is thrown", async () => {
  const value = { payload: { inputs: { kind: "value" } } };
  const invalid = { payload: { inputs: { kind: 3 } } };
  const bad = { payload: { inputs: { kind: "bad" } } };
  const cases: [Record<string, unknown>, string, string][] = [
    [{ ...value, expected_exception: "ValueError" }, "passed", ""],
    [{ ...value, expected_exception: "RangeError" }, "passed", ""],
    [{ ...value, expected_exception: "Exception" }, "passed", ""],
    [
      { ...value, expected_exception: "ValueError", expected_exception_regex: "(?i)KIND: \\d" },
      "passed",
      "",
    ],
    [
      { ...value, expected_exception: "ValueError", expected_exception_regex: "nope" },
      "failed",
      "Exception message does not match regex.\n  Expected pattern: nope\n" +
      "  Actual message: bad kind: 7",
    ],
    [
      { ...value, expected_exception: "KeyError" },
      "failed",
      "Expected KeyError, but got RangeError: bad kind: 7",
    ],
    [{ ...value, expected_outputs: EXPECTED }, "error", "RangeError: bad kind: 7"],
    [
      { expected_exception: "pydantic.ValidationError" },
      "failed",
      "Expected ValidationError, but no exception was raised",
    ],
    [{ ...invalid, expected_exception: "pydantic.ValidationError" }, "passed", ""],
    [
      { ...invalid, expected_exception: "ValueError", expected_exception_regex: "valid string" },
      "passed",
      "",
    ],
    [{ ...bad, expected_exception: "ValidationError" }, "passed", ""],
    [
      { ...invalid, expected_exception: "KeyError" },
      "failed",
      "inputs do not conform to InputSchema (perhaps the InputSchema has recently changed?):\n" +
      "  1 validation error for ApplyInputSchema\n  inputs.kind\n" +
      "    Input should be a valid string [type=string_type, input_value=3, input_type=int]",
    ],
    [
      { endpoint: "nope", expected_exception: "ValueError" },
      "failed",
      "Endpoint nope not found in tesseract_api\n  Available endpoints: ['apply', 'health']",
    ],
  ];
  for (const [fields, status, message] of cases) {
    assert.deepEqual(await run(fields), [status, message], JSON.stringify(fields));
  }
});

Deno.test("runTestSpec() lists what is wrong when the specification is none", async () => {
  const cases: [unknown, [string, string][]][] = [
    [{ payload: 3, atol: "x" }, [["missing", "endpoint"], ["dict_type", "payload"], [
      "float_parsing",
      "atol",
    ]]],
    [{ endpoint: "apply", payload: {} }, [["value_error", ""]]],
    [{ endpoint: "apply", payload: {}, expected_outputs: {}, expected_exception: "E" }, [
      ["value_error", ""],
    ]],
    [{ endpoint: null, payload: {}, expected_exception: "a b" }, [
      ["string_type", "endpoint"],
      ["value_error", "expected_exception"],
    ]],
    [{ endpoint: "a", payload: {}, expected_exception: "E", expected_exception_regex: "(" }, [
      ["value_error", "expected_exception_regex"],
    ]],
    [[], [["model_type", ""]]],
  ];
  for (const [raw, expected] of cases) {
    const outcome = await runTestSpec(runtime, raw);
    assert.ok(outcome.kind === "invalid");
    assert.deepEqual(outcome.errors.map(({ type, loc }) => [type, loc.join(".")]), expected);
  }
});
