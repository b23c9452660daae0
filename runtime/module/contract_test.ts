import assert from "node:assert/strict";
import { z } from "zod";
import { TesseraError } from "../../lib/core/errors.ts";
import { checkContract, type ContractSource } from "./contract.ts";

const FROM: ContractSource = { path: "/m/solver.api.ts", source: "", isDifferentiable: () => true };
const GOOD = {
  InputSchema: z.object({ a: z.number() }),
  OutputSchema: z.strictObject({ b: z.number() }).describe("out").refine(() => true),
  apply: () => ({}),
};

function faultsOf(namespace: Record<string, unknown>, from = FROM): { text: string; hint: string } {
  try {
    checkContract(namespace, from);
  } catch (error) {
    assert.ok(error instanceof TesseraError);
    assert.equal(error.code, "bad_input");
    return { text: error.message, hint: error.hint ?? "" };
  }
  throw new Error("it was accepted");
}

Deno.test("checkContract() gives schemas and functions by their names on the wire", () => {
  const names = [
    "apply",
    "jacobian",
    "jacobian_vector_product",
    "vector_jacobian_product",
    "abstract_eval",
  ];
  const functions = Object.fromEntries(names.map((name) => [name, async () => await name]));
  const module = checkContract({ ...GOOD, ...functions, helper: 1, test: () => {} }, FROM);
  assert.equal(module.name, "solver.api");
  assert.equal(module.inputs, GOOD.InputSchema);
  assert.equal(module.outputs, GOOD.OutputSchema);
  assert.deepEqual(module.functions, functions);
});

Deno.test("checkContract() lists everything that is missing", () => {
  const { text, hint } = faultsOf({});
  assert.equal(
    text,
    `Cannot use module "/m/solver.api.ts": found exports that do not fit
  - "InputSchema" is missing, expected a zod object, z.object({ … })
  - "OutputSchema" is missing, expected a zod object, z.object({ … })
  - "apply" is missing, expected a function`,
  );
  assert.match(hint, /docs\/modules\.md/);
  assert.match(faultsOf({ default: {} }).hint, /instead of as "default"/);
});

Deno.test("checkContract() names what a wrong export is", () => {
  class Model {}
  const cases: [Record<string, unknown>, string][] = [
    [{ InputSchema: z.array(z.number()) }, `"InputSchema" is a zod array, expected a zod object`],
    [{ InputSchema: z.object({}).optional() }, `is a zod optional`],
    [{ InputSchema: z.object({}).transform((x) => x) }, `is a zod pipe`],
    [{ OutputSchema: { a: 1 } }, `"OutputSchema" is an object, expected`],
    [{ OutputSchema: undefined }, `"OutputSchema" is undefined, expected`],
    [{ OutputSchema: Model }, `"OutputSchema" is a class, expected`],
    [{ InputSchema: { _def: { typeName: "ZodObject" } } }, "is a schema of zod 3"],
    [{ InputSchema: { _zod: { def: { type: "object" }, constr: Model } } }, "another copy of zod"],
    [{ apply: "x" }, `"apply" is the string "x", expected a function`],
    [{ apply: Model }, `"apply" is a class, expected a function`],
    [{ jacobian: null }, `"jacobian" is null, expected a function`],
    [{ abstract_eval: [] }, `"abstract_eval" is an array, expected a function`],
  ];
  for (const [exports, expected] of cases) {
    const { text } = faultsOf({ ...GOOD, ...exports });
    assert.ok(text.includes(expected) && text.split("\n").length === 2, text);
  }
});

Deno.test("checkContract() suggests the export that was meant", () => {
  const { InputSchema, OutputSchema, apply } = GOOD;
  const { text } = faultsOf({ input_schema: InputSchema, OutputShema: OutputSchema, aply: apply });
  assert.match(text, /"InputSchema" is missing, .*"input_schema"\?/);
  assert.match(text, /"OutputSchema" is missing, .*"OutputShema"\?/);
  assert.match(text, /"apply" is missing, .*"aply"\?/);
  for (
    const [name, meant] of [
      ["vjp", "vector_jacobian_product"],
      ["jvp", "jacobian_vector_product"],
      ["abstractEval", "abstract_eval"],
      ["vectorJacobianProduct", "vector_jacobian_product"],
    ] as const
  ) {
    const { text } = faultsOf({ ...GOOD, [name]: () => {} });
    assert.ok(text.endsWith(`- "${name}" is not a name that is called, expected "${meant}"`), text);
    checkContract({ ...GOOD, [name]: () => {}, [meant]: () => {} }, FROM);
  }
});

Deno.test("checkContract() wants something to differentiate where there are gradients", () => {
  const from = { ...FROM, isDifferentiable: (schema: unknown) => schema === GOOD.InputSchema };
  checkContract(GOOD, from);
  const { text } = faultsOf({ ...GOOD, jacobian: () => {} }, from);
  assert.ok(
    text.endsWith(
      `"OutputSchema" has nothing to differentiate, expected a differentiable(array(…)) in it`,
    ),
  );
});
