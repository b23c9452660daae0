import assert from "node:assert/strict";
import { z } from "zod";
import { parseExactJson } from "../payload/exact_json.ts";
import { compileModel } from "./compile.ts";
import { IN_MEMORY } from "./parse_context.ts";

interface Recorded {
  readonly field: string;
  readonly input: string;
  readonly fromAttributes?: true;
  readonly errors?: unknown[];
  readonly value?: unknown;
}

const Sub = z.object({ a: z.int(), b: z.string(), c: z.array(z.int()).default([]) })
  .meta({ title: "Sub" });
const Wide = z.object({ a: z.int(), b: z.string(), d: z.int().default(1) }).meta({ title: "Wide" });
const Cat = z.object({ kind: z.literal("cat"), lives: z.int() }).meta({ title: "Cat" });
const Dog = z.object({ kind: z.literal(["dog", "wolf"]), name: z.string() }).meta({ title: "Dog" });
const Three = z.object({ kind: z.literal(3), n: z.int() }).meta({ title: "Three" });
const even = (value: number) => value % 2 === 0;

/** The schemas that an author would write for the annotations in tests/fixtures/pydantic_errors.py. */
const FIELDS: Readonly<Record<string, z.ZodType>> = {
  int: z.int(),
  "int bounded": z.int().min(1).max(10),
  "int open": z.int().gt(1).lt(10).multipleOf(2),
  float: z.number(),
  "float bounded": z.number().gte(0.5).lt(100),
  "float step": z.number().multipleOf(0.5),
  bool: z.boolean(),
  str: z.string(),
  "str short": z.string().min(2).max(4),
  "str one": z.string().min(1),
  "str pattern": z.string().regex(/^a+$/),
  none: z.null(),
  literal: z.enum(["a", "b", "c"]),
  "literal one": z.literal("a"),
  "literal mixed": z.literal(["a", 3]),
  enum: z.enum({ red: "R", green: "G" }),
  "list int": z.array(z.int()),
  "list bounded": z.array(z.int()).min(2).max(3),
  "set int": z.set(z.int()),
  tuple: z.tuple([z.int(), z.string()]),
  "tuple open": new z.ZodTuple({ type: "tuple", items: [], rest: z.int() }),
  "dict int": z.record(z.string(), z.int()),
  "dict literal": z.partialRecord(z.enum(["a", "b"]), z.int()),
  sub: Sub,
  "optional sub": Sub.nullable(),
  "list sub": z.array(Sub),
  "int or str": z.union([z.int(), z.string()]),
  "int or float": z.union([z.int(), z.number()]),
  "bool or int": z.union([z.boolean(), z.int()]),
  "float or str": z.union([z.number(), z.string()]),
  "str or none": z.union([z.string(), z.null()]),
  "int or list or none": z.union([z.int(), z.array(z.int())]).nullable(),
  lists: z.union([z.array(z.int()), z.array(z.number())]),
  models: z.union([Sub, Wide]),
  "model or dict": z.union([Sub, z.record(z.string(), z.any())]),
  many: z.union([
    Sub,
    z.record(z.string(), z.array(z.int())),
    z.tuple([z.int(), z.string()]),
    z.literal(["a", 3]),
    z.string().min(2),
    z.int().min(1),
    z.array(z.int().nullable()),
    z.array(z.union([z.int(), z.string()])),
    z.boolean(),
    z.int().refine(even, "must be even"),
  ]),
  tagged: z.discriminatedUnion("kind", [Cat, Dog]),
  "tagged int": z.discriminatedUnion("kind", [Cat, Three]),
  "refined int": z.int().refine(even, "must be even"),
  "refined sub": Sub.refine(({ a }) => a <= 10, "a is too large"),
  any: z.any(),
  "default int": z.int().default(3),
  "default list": z.array(z.int()).default([1]),
};

const { pydantic, cases } = parseExactJson(
  await Deno.readTextFile(new URL("../../tests/fixtures/pydantic_errors.json", import.meta.url)),
) as { pydantic: string; cases: Recorded[] };

for (const [field, schema] of Object.entries(FIELDS)) {
  Deno.test(`parse() reads a field "${field}" as pydantic ${pydantic} does`, () => {
    const model = compileModel(z.object({ v: schema }), "concrete");
    const recorded = cases.filter((found) => found.field === field);
    assert.ok(recorded.length > 0);
    for (const { input, errors, value, fromAttributes = false } of recorded) {
      const result = model.parse(parseExactJson(input), { ...IN_MEMORY, fromAttributes });
      const found = result.ok ? { value: shown(result.value) } : { errors: result.errors };
      const expected = errors === undefined ? { value: shown(value) } : { errors: shown(errors) };
      assert.deepEqual(shown(found), expected, input);
    }
  });
}

/** As JSON would show it, numbers being just numbers. */
function shown(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_key, item: unknown) => {
    if (item instanceof Set) return [...item];
    if (typeof item === "number" && !Number.isFinite(item)) return pythonText(item);
    if (item !== null && typeof item === "object" && "value" in item && isNumberBox(item)) {
      return item.value;
    }
    return item;
  }));
}

function isNumberBox(item: object): boolean {
  return item.constructor?.name === "JsonFloat";
}

function pythonText(value: number): string {
  return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
}
