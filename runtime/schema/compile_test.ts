import assert from "node:assert/strict";
import { z } from "zod";
import { TesseraError } from "../../lib/core/errors.ts";
import { NDArray } from "../arrays/ndarray.ts";
import { JsonFloat } from "../payload/json_float.ts";
import { LongText } from "../payload/long_text.ts";
import { array, Complex64, Float32, Float64, Int64 } from "./array_schema.ts";
import { compileModel, type CompileOptions, type ParseContext } from "./compile.ts";
import { IN_MEMORY } from "./parse_context.ts";

function read(schema: z.ZodType, raw: unknown, options: CompileOptions = {}): unknown {
  const result = compileModel(schema, "concrete", options).parse(raw, IN_MEMORY);
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.value;
}

function faults(schema: z.ZodType, raw: unknown, ctx: Partial<ParseContext> = {}): unknown {
  const result = compileModel(schema, "concrete").parse(raw, { ...IN_MEMORY, ...ctx });
  return result.ok ? [] : result.errors.map(({ type, loc }) => [type, loc]);
}

Deno.test("parse() gives arrays as NDArray and scalars as elements", () => {
  const schema = z.object({ x: array("float64", [null]), i: Int64, c: Complex64, s: Float32 });
  const value = read(schema, { x: [1, 2], i: 3, c: { re: 1, im: 2 }, s: 0.5 }) as {
    x: NDArray;
  };
  assert.ok(value.x instanceof NDArray);
  assert.deepEqual({ ...value, x: value.x.toNested() }, {
    x: [1, 2],
    i: 3n,
    c: { re: 1, im: 2 },
    s: 0.5,
  });
});

Deno.test("parse() takes what modules have in place of lists", () => {
  const schema = z.object({ x: array("float64", [null]), n: z.array(z.number()) });
  const value = read(schema, { x: new Float32Array([1, 2]), n: new Float64Array([3]) });
  assert.deepEqual((value as { n: unknown }).n, [3]);
});

Deno.test("parse() fills defaults without checking them, each call anew", () => {
  const schema = z.object({
    x: array("float64", [null]).default(NDArray.fromNested("float64", [1])),
    n: z.int().min(5).default(1),
    l: z.array(z.int()).default(() => [1]),
  });
  const [one, two] = [read(schema, {}), read(schema, {})] as { x: NDArray; l: number[] }[];
  assert.deepEqual(one, two);
  assert.notEqual(one?.x.data, two?.x.data);
  assert.notEqual(one?.l, two?.l);
});

Deno.test("parse() leaves out unset fields when asked, and shows them to refinements", () => {
  let seen: unknown;
  const inner = z.object({ a: z.int().default(1), b: z.int() });
  const schema = z.object({ inner, n: z.int().default(2) }).refine((value) => {
    seen = structuredClone(value);
    return true;
  });
  assert.deepEqual(read(schema, { inner: { b: 3 } }, { fillDefaults: false }), { inner: { b: 3 } });
  assert.deepEqual(seen, { inner: { a: 1, b: 3 }, n: 2 });
});

Deno.test("parse() forgets what a union member that lost left unset", () => {
  const one = z.object({ a: z.int(), b: z.int().default(1) });
  const two = z.object({ a: z.int(), c: z.int(), d: z.int().default(1) });
  const schema = z.object({ u: z.union([one, two]) });
  assert.deepEqual(read(schema, { u: { a: 1, c: 2 } }, { fillDefaults: false }), {
    u: { a: 1, c: 2 },
  });
});

Deno.test("parse() takes undefined for a field that is not there", () => {
  const schema = z.object({ a: z.int(), b: z.int().optional() });
  assert.deepEqual(faults(schema, { a: undefined }), [["missing", ["a"]]]);
  assert.deepEqual(read(schema, { a: 1, b: undefined }), { a: 1 });
});

Deno.test("parse() takes exact optionals, coercions and typed texts of zod", () => {
  const schema = z.object({
    e: z.int().exactOptional(),
    c: z.coerce.number(),
    b: z.stringbool(),
    t: z.templateLiteral(["a-", z.number()]),
    m: z.email(),
  });
  const raw = { c: "0x10", b: "yes", t: "a-1", m: "a@b.co" };
  assert.deepEqual(read(schema, raw), { ...raw, c: 16, b: true });
  assert.deepEqual(faults(schema, { ...raw, c: "q", m: "a" }), [
    ["float_parsing", ["c"]],
    ["value_error", ["m"]],
  ]);
});

Deno.test("parse() keeps keys that every object inherits apart from fields", () => {
  const schema = z.object({ toString: z.string(), a: z.int() });
  assert.deepEqual(faults(schema, { a: 1 }), [["missing", ["toString"]]]);
  const raw = JSON.parse('{"a":1,"toString":"x","__proto__":{"b":1}}');
  assert.deepEqual(faults(schema, raw), [["extra_forbidden", ["__proto__"]]]);
  const open = read(z.looseObject({ a: z.int() }), JSON.parse('{"a":1,"__proto__":{"b":1}}'));
  assert.equal(Object.getPrototypeOf(open), Object.prototype);
  assert.deepEqual(Object.keys(open as object), ["a", "__proto__"]);
  const dict = read(z.record(z.string(), z.any()), JSON.parse('{"__proto__":{"b":1}}'));
  assert.deepEqual(Object.keys(dict as object), ["__proto__"]);
});

Deno.test("parse() lets the author open objects", () => {
  assert.deepEqual(read(z.looseObject({ a: z.int() }), { a: 1, b: new JsonFloat(2) }), {
    a: 1,
    b: 2,
  });
  const rest = z.object({ a: z.int() }).catchall(z.int());
  assert.deepEqual(read(rest, { a: 1, b: "2" }), { a: 1, b: 2 });
  assert.deepEqual(faults(rest, { a: 1, b: "x" }), [["int_parsing", ["b"]]]);
});

Deno.test("parse() lets an intersection know the fields of both its sides", () => {
  const schema = z.object({ v: z.object({ a: z.int() }).and(z.object({ b: z.int() })) });
  assert.deepEqual(read(schema, { v: { a: 1, b: 2 } }), { v: { a: 1, b: 2 } });
  assert.deepEqual(faults(schema, { v: { a: 1, b: 2, c: 3 } }), [["extra_forbidden", ["v", "c"]]]);
});

Deno.test("parse() gives plain values to strings, fields of any type and functions", () => {
  const long = new LongText([new TextEncoder().encode("long")]);
  assert.deepEqual(read(z.object({ s: z.string() }), { s: long }), { s: "long" });
  const raw = { v: { n: [new JsonFloat(1), 2], t: long } };
  assert.deepEqual(read(z.object({ v: z.any() }), raw), { v: { n: [1, 2], t: "long" } });
  const twice = z.preprocess((value) => Number(value) * 2, z.int());
  assert.deepEqual(read(z.object({ v: twice }), { v: new JsonFloat(2) }), { v: 4 });
  const same = { v: { n: [1] } };
  assert.equal((read(z.object({ v: z.any() }), same) as typeof same).v, same.v);
});

Deno.test("parse() runs transforms, pipes, catches and checks that change the value", () => {
  const schema = z.object({
    length: z.string().transform((text) => text.length).pipe(z.int().min(2)),
    trimmed: z.string().trim().min(1).toUpperCase(),
    caught: z.int().catch(7),
    codec: z.codec(z.string(), z.int(), { decode: Number, encode: String }),
  });
  assert.deepEqual(read(schema, { length: "abc", trimmed: " a ", caught: "x", codec: "3" }), {
    length: 3,
    trimmed: "A",
    caught: 7,
    codec: 3,
  });
  assert.deepEqual(faults(schema, { length: "a", trimmed: " ", caught: 1, codec: "1" }), [
    ["greater_than_equal", ["length"]],
    ["string_too_short", ["trimmed"]],
  ]);
});

Deno.test("parse() reports refinements with the value that was sent", () => {
  const schema = z.object({ a: z.int(), b: z.int() }).superRefine(({ a, b }, ctx) => {
    if (a > b) ctx.addIssue({ code: "custom", message: "a > b", path: ["a"] });
  });
  const result = compileModel(schema, "concrete").parse({ a: "3", b: 1 }, IN_MEMORY);
  assert.deepEqual(result, {
    ok: false,
    errors: [{
      type: "value_error",
      loc: ["a"],
      msg: "Value error, a > b",
      input: "3",
      ctx: { error: {} },
    }],
  });
});

Deno.test("parse() uses the words that the author gave a constraint", () => {
  const result = compileModel(z.object({ a: z.int().min(1, "count from one") }), "concrete")
    .parse({ a: 0 }, IN_MEMORY);
  assert.equal(!result.ok && result.errors[0]?.msg, "count from one");
  assert.equal(!result.ok && result.errors[0]?.type, "greater_than_equal");
});

Deno.test("parse() refuses integers that a number cannot hold, and keeps bigints whole", () => {
  const big = 2n ** 60n + 1n;
  assert.deepEqual(faults(z.object({ n: z.int() }), { n: big }), [["less_than_equal", ["n"]]]);
  assert.deepEqual(read(z.object({ n: z.bigint() }), { n: big }), { n: big });
  assert.deepEqual(read(z.object({ n: z.bigint() }), { n: "12" }), { n: 12n });
});

Deno.test("parse() shows inputs that JSON can hold", () => {
  const chunks = Array.from({ length: 40 }, () => new TextEncoder().encode("x".repeat(65_536)));
  const raw = { a: new LongText(chunks), n: NaN, array: NDArray.zeros("float64", [2]) };
  const result = compileModel(z.object({ b: z.int() }), "concrete").parse(raw, IN_MEMORY);
  assert.ok(!result.ok);
  const [missing] = JSON.parse(JSON.stringify(result.errors));
  assert.match(missing.input.a, /^x{200}\.\.\. \(2621440 bytes\)$/);
  assert.equal(missing.input.n, null);
});

Deno.test("parse() fails plainly when a refinement is asynchronous", () => {
  const schema = z.object({ a: z.int().refine(() => Promise.resolve(true)) });
  assert.throws(() => read(schema, { a: 1 }), TesseraError);
});

Deno.test("compileModel() refuses a model inside itself and takes JSON of any depth", () => {
  const Tree = z.object({
    get children(): z.ZodArray<z.ZodObject> {
      return z.array(Tree);
    },
  });
  assert.throws(
    () => compileModel(Tree, "concrete"),
    (error) => error instanceof TesseraError && /contains itself/.test(error.message),
  );
  const raw = { v: { a: [1, "x", { b: null }] } };
  assert.deepEqual(read(z.object({ v: z.json() }), raw), raw);
});

Deno.test("compileModel() tells where 1 and 1.0 differ", () => {
  const exact = (schema: z.ZodType) => {
    return compileModel(z.object({ v: schema }), "concrete").needsExactNumbers;
  };
  assert.equal(exact(array("float32", "any")), false);
  assert.equal(exact(z.array(z.number())), false);
  assert.equal(exact(z.int()), false);
  for (
    const schema of [
      array("int8", []),
      array("bool", [null]),
      array(null, "any"),
      z.record(z.string(), z.any()),
      z.union([z.int(), z.string()]),
      z.bigint(),
    ]
  ) assert.equal(exact(schema), true);
});

Deno.test("compileModel() names models in messages", () => {
  const schema = z.object({ inner: z.object({ a: z.int() }) });
  const parse = (name: string) => {
    const result = compileModel(schema, "concrete", { name }).parse({ inner: 1 }, IN_MEMORY);
    return result.ok ? undefined : result.errors[0]?.ctx;
  };
  assert.deepEqual(parse("OutputSchema"), { class_name: "Apply_Inner" });
  assert.deepEqual(faults(schema, { inner: 1 }, { fromAttributes: true }), [
    ["model_attributes_type", ["inner"]],
  ]);
});

Deno.test("compileModel() makes an abstract variant with shapes in place of arrays", () => {
  const schema = z.object({
    x: array("float64", [null, 2]),
    s: Float64.default(2),
    d: array("int32", [null]).nullable().default(NDArray.fromNested("int32", [1, 2, 3])),
    n: z.int().default(1),
  }).refine(({ n }) => n > 0, "n must be positive");
  const model = compileModel(schema, "abstract");
  const x = { shape: [3, 2], dtype: "int32", data: "ignored" };
  assert.deepEqual(model.parse({ x }, IN_MEMORY), {
    ok: true,
    value: {
      x: { shape: [3, 2], dtype: "float64" },
      s: { shape: [], dtype: "float64" },
      d: { shape: [3], dtype: "int32" },
      n: 1,
    },
  });
  const types = (raw: unknown) => {
    const result = model.parse(raw, IN_MEMORY);
    return result.ok ? [] : result.errors.map(({ type, loc, msg }) => [type, loc.join("."), msg]);
  };
  assert.deepEqual(types({ x: { shape: [3], dtype: "float64" } }), [
    ["value_error", "x", "Value error, Expected shape: (None, 2). Found: (3,)."],
  ]);
  assert.deepEqual(types({ x: { shape: [3, 2], dtype: "complex64" } }), [
    ["array_dtype_mismatch", "x", "Array dtype 'complex64' cannot be safely cast to 'float64'"],
  ]);
  assert.deepEqual(
    types({ x: { shape: [-1, "a"], dtype: "x" } }).map(([type, loc]) => [type, loc]),
    [
      ["greater_than_equal", "x.shape.0"],
      ["int_parsing", "x.shape.1"],
      ["literal_error", "x.dtype"],
    ],
  );
  assert.deepEqual(types({ x: [1, 2] })[0]?.slice(0, 2), ["model_type", "x"]);
  assert.deepEqual(types({ x, n: 0 })[0]?.slice(0, 2), ["value_error", ""]);
});
