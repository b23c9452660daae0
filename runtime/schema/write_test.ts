import assert from "node:assert/strict";
import { z } from "zod";
import { TesseraError } from "../../lib/core/errors.ts";
import type { EncodeContext } from "../arrays/encode.ts";
import { NDArray } from "../arrays/ndarray.ts";
import { SegmentWriter } from "../payload/segments.ts";
import { array, Float64, Int64 } from "./array_schema.ts";
import { compileModel, type Variant } from "./compile.ts";

const JSON_FORMAT: EncodeContext = { format: "json", compression: null };

function written(schema: z.ZodType, value: unknown, variant: Variant = "concrete"): string {
  const out = new SegmentWriter();
  compileModel(schema, variant).write(value, out, JSON_FORMAT);
  return out.segments().join("");
}

const scalar = (dtype: string, buffer: string) =>
  `{"object_type":"array","shape":[],"dtype":"${dtype}",` +
  `"data":{"buffer":${buffer},"encoding":"json"}}`;

Deno.test("write() keeps floats floats and integers integers", () => {
  const schema = z.object({
    f: z.number(),
    l: z.array(z.number()),
    i: z.int(),
    b: z.bigint(),
    u: z.union([z.int(), z.number(), z.array(z.number())]),
  });
  assert.equal(
    written(schema, { f: 2, l: [1, 0.5, NaN, -0, 1e300], i: 2, b: 2n ** 60n, u: [3] }),
    '{"f":2.0,"l":[1.0,0.5,null,-0.0,1e+300],"i":2,"b":1152921504606846976,"u":[3.0]}',
  );
});

Deno.test("write() follows the order of the schema and leaves out what is not set", () => {
  const schema = z.object({ a: z.string(), b: z.int().nullable(), c: z.int().optional() });
  assert.equal(written(schema, { b: null, a: 'x"é\n' }), '{"a":"x\\"é\\n","b":null}');
  assert.equal(written(z.object({ a: z.int().optional() }), {}), "{}");
  const open = z.object({ a: z.int() }).catchall(z.number());
  assert.equal(written(open, { z: 1, a: 1 }), '{"a":1,"z":1.0}');
});

Deno.test("write() encodes arrays and scalars, defaults that are lists too", () => {
  const schema = z.object({ s: Float64, i: Int64, x: array("float64", [null]) });
  assert.equal(
    written(schema, { s: 2, i: 3n, x: [1] }),
    `{"s":${scalar("float64", "2.0")},"i":${scalar("int64", "3")},"x":` +
      `${scalar("float64", "[1.0]").replace("[]", "[1]")}}`,
  );
  assert.throws(() => written(schema, { x: ["no"] }), TesseraError);
});

Deno.test("write() writes what no schema describes, arrays inside encoded", () => {
  const value = {
    list: [1, NaN, undefined, "x", null, true, 2n],
    array: NDArray.fromNested("float64", 1.5),
    map: new Map([[1, "a"]]),
    set: new Set([1]),
    date: new Date(0),
    gone: undefined,
  };
  assert.equal(
    written(z.object({ v: z.any() }), { v: value }),
    `{"v":{"list":[1,null,null,"x",null,true,2],"array":${scalar("float64", "1.5")},` +
      '"map":{"1":"a"},"set":[1],"date":"1970-01-01T00:00:00.000Z"}}',
  );
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  assert.throws(() => written(z.object({ v: z.any() }), { v: cycle }), TesseraError);
});

Deno.test("write() writes containers of every kind", () => {
  const Cat = z.object({ kind: z.literal("cat"), weight: z.number() });
  const Dog = z.object({ kind: z.literal("dog"), weight: z.int() });
  const schema = z.object({
    t: z.tuple([z.number(), z.int()], z.string()),
    r: z.record(z.string(), z.number()),
    m: z.map(z.string(), z.number()),
    d: z.discriminatedUnion("kind", [Cat, Dog]),
    e: z.array(z.union([Dog, Cat])),
    n: z.object({ a: z.number() }).and(z.object({ b: z.number() })),
    p: z.string().transform(Number).pipe(z.number()),
  });
  const value = {
    t: [1, 2, "x"],
    r: { "a b": 1 },
    m: new Map([["k", 2]]),
    d: { kind: "cat", weight: 3 },
    e: [{ kind: "dog", weight: 3 }, { kind: "cat", weight: 3 }],
    n: { a: 1, b: 2 },
    p: 4,
  };
  assert.equal(
    written(schema, value),
    '{"t":[1.0,2,"x"],"r":{"a b":1.0},"m":{"k":2.0},"d":{"kind":"cat","weight":3.0},' +
      '"e":[{"kind":"dog","weight":3},{"kind":"cat","weight":3.0}],"n":{"a":1.0,"b":2.0},"p":4.0}',
  );
});

Deno.test("write() writes shapes and dtypes of the abstract variant", () => {
  const schema = z.object({ y: array("float64", [null]), n: z.number() });
  const value = { y: { shape: [3], dtype: "float64" }, n: 1 };
  assert.equal(
    written(schema, value, "abstract"),
    '{"y":{"shape":[3],"dtype":"float64"},"n":1.0}',
  );
});
