import assert from "node:assert/strict";
import { NDArray } from "../arrays/ndarray.ts";
import { shorten } from "./shorten.ts";

Deno.test("shorten() shows arrays by shape, dtype and their first numbers", () => {
  const long = NDArray.from("float64", [3, 4], Float64Array.from({ length: 12 }, (_, k) => k / 2));
  assert.equal(
    shorten({ inputs: { a: long, s: 2, on: true, none: null } }),
    `{
  "inputs": {
    "a": Array(shape=[3, 4], dtype=float64, data=[0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, ...]),
    "s": 2,
    "on": true,
    "none": null
  }
}`,
  );
});

Deno.test("shorten() shows complex and 64-bit elements as such", () => {
  const complex = NDArray.from("complex128", [2], Float64Array.of(1, 2, 3, -4));
  assert.equal(shorten(complex), "Array(shape=[2], dtype=complex128, data=[1+2j, 3-4j])");
  const large = NDArray.from("int64", [], BigInt64Array.of(2n ** 60n));
  assert.equal(shorten(large), "Array(shape=[], dtype=int64, data=[1152921504606846976])");
});

Deno.test("shorten() shows sets as lists and maps as objects", () => {
  const value = { paths: new Set(["a"]), by: new Map([["a", new Map([["b", 1]])]]) };
  const shown = '{"paths": ["a"],"by": {"a": {"b": 1}}}';
  assert.equal(shorten(value).replaceAll(/\n */g, ""), shown);
});

Deno.test("shorten() says how much it left out", () => {
  assert.equal(shorten("x".repeat(205)), `"${"x".repeat(200)}"… (5 more characters)`);
  const list = shorten(Array.from({ length: 13 }, (_, k) => k)).split("\n");
  assert.deepEqual(list.slice(-3), ["  9,", "  … (3 more)", "]"]);
  const fields = Object.fromEntries(Array.from({ length: 60 }, (_, k) => [`f${k}`, k]));
  assert.match(shorten(fields), /"f49": 49,\n {2}… \(10 more\)\n}$/);
});

Deno.test("shorten() ends on values that hold themselves", () => {
  const loop: Record<string, unknown> = {};
  loop["self"] = loop;
  assert.match(shorten(loop), /"self": \{…\}/);
  assert.equal(shorten({ empty: [], none: {} }), '{\n  "empty": [],\n  "none": {}\n}');
});
