import assert from "node:assert/strict";
import { TesseraError } from "../../core/errors.ts";
import { readPoints } from "./over_file.ts";
import type { Points } from "./points.ts";

const plan = (text: string): Points => readPoints("plan.yaml", text);
const all = (points: Points): unknown[] =>
  Array.from({ length: points.count }, (_, k) => JSON.parse(points.at(k)));

Deno.test("a grid is the product of its values, the last name changing fastest", () => {
  assert.deepEqual(all(plan("grid: {a: [1, 2], m.b: [x, y]}\nbase: {m: {c: true}}")), [
    { m: { c: true, b: "x" }, a: 1 },
    { m: { c: true, b: "y" }, a: 1 },
    { m: { c: true, b: "x" }, a: 2 },
    { m: { c: true, b: "y" }, a: 2 },
  ]);
});

Deno.test("ranges have both ends, even steps or even ratios", () => {
  const values = (range: string) =>
    all(plan(`grid: {s: ${range}}`)).map((inputs) => (inputs as { s: number }).s);
  assert.deepEqual(values("{from: 0, to: 1, num: 5}"), [0, 0.25, 0.5, 0.75, 1]);
  assert.deepEqual(values("{from: 0, to: 1, num: 11}")[3], 0.3);
  assert.deepEqual(values("{from: 0, to: 0.3, step: 0.1}"), [0, 0.1, 0.2, 0.3]);
  assert.deepEqual(values("{from: 3, to: 1, step: -1}"), [3, 2, 1]);
  assert.deepEqual(values("{from: 5, to: 9, num: 1}"), [5]);
  const ratios = values("{from: 1e-3, to: 1e3, num: 7, scale: log}");
  // powers of ten are what people write, not 0.010000000000000005
  assert.deepEqual(ratios, [1e-3, 1e-2, 1e-1, 1, 10, 100, 1e3]);
  const thirds = values("{from: 2, to: 16, num: 4, scale: log}");
  assert.deepEqual([thirds[0], thirds[3]], [2, 16]);
  thirds.forEach((value, k) => assert.ok(Math.abs(value / 2 ** (k + 1) - 1) < 1e-12));
});

Deno.test("a list, a grid and samples are combined, or walked together", () => {
  const both = plan("list: [{a: 1}, {a: 2, m.b: [0]}]\ngrid: {c: [3, 4]}");
  assert.deepEqual(all(both), [
    { a: 1, c: 3 },
    { a: 1, c: 4 },
    { a: 2, m: { b: [0] }, c: 3 },
    { a: 2, m: { b: [0] }, c: 4 },
  ]);
  const zipped = plan("combine: zip\ngrid: {a: [1, 2], b: [3, 4]}");
  assert.deepEqual(all(zipped), [{ a: 1, b: 3 }, { a: 2, b: 4 }]);
  const crossed = all(plan("grid: {a: [1, 2]}\nrandom: {x: {uniform: [0, 1]}}\nsamples: 3"));
  const x = crossed.map((inputs) => (inputs as { x: number }).x);
  assert.equal(crossed.length, 6);
  assert.deepEqual(x.slice(0, 3), x.slice(3));
});

Deno.test("samples depend on the seed and the name alone, and lie where they should", () => {
  const text = (seed: number, more = "") =>
    `samples: 400\nseed: ${seed}\nrandom: {u: {uniform: [2, 3]}, l: {loguniform: [1e-3, 1]}, ` +
    `n: {normal: [5, 2]}, c: {choice: [a, b]}, i: {integers: [1, 6]}${more}}`;
  const points = all(plan(text(7))) as Record<string, number>[];
  assert.deepEqual(points, all(plan(text(7))));
  assert.notDeepEqual(points, all(plan(text(8))));
  const more = all(plan(text(7, ", z: {uniform: [0, 1]}"))) as Record<string, number>[];
  assert.deepEqual(more.map(({ u }) => u), points.map(({ u }) => u));
  const column = (name: string) => points.map((point) => point[name] ?? NaN);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  assert.ok(column("u").every((u) => u >= 2 && u < 3));
  assert.ok(column("l").every((l) => l >= 1e-3 && l < 1));
  assert.ok(Math.abs(mean(column("l").map(Math.log10)) + 1.5) < 0.15);
  assert.ok(Math.abs(mean(column("n")) - 5) < 0.4);
  assert.deepEqual(new Set(column("c")), new Set(["a", "b"]));
  assert.deepEqual(new Set(column("i")), new Set([1, 2, 3, 4, 5, 6]));
});

Deno.test("a Latin hypercube has one sample in each of as many equal parts, in every variable", () => {
  const points = all(plan("samples: 50\nlhs: {x: {uniform: [0, 1]}, y: {uniform: [0, 50]}}"));
  const sorted = (name: "x" | "y", scale: number) =>
    points.map((point) => Math.floor((point as { x: number; y: number })[name] * scale))
      .toSorted((a, b) => a - b);
  const each = Array.from({ length: 50 }, (_, k) => k);
  assert.deepEqual(sorted("x", 50), each);
  assert.deepEqual(sorted("y", 1), each);
  assert.notDeepEqual(points.map((point) => Math.floor((point as { y: number }).y)), each);
});

Deno.test("names reach into lists of the base, and nothing else is overwritten", () => {
  const points = plan("base: {layers: [{w: 1}, {w: 2}]}\ngrid: {'layers.[1].w': [5]}");
  assert.deepEqual(all(points), [{ layers: [{ w: 1 }, { w: 5 }] }]);
  refused("base: {s: 1}\ngrid: {s.t: [5]}", /Cannot set input "s.t": found 1 at "s"/);
  refused("base: {s: [1]}\ngrid: {'s.[1]': [5]}", /found a list of 1 at "s"/);
});

Deno.test("points have members of the request beside their inputs", () => {
  assert.deepEqual(plan("grid: {a: [1]}\nrequest: {jac_inputs: [a]}").request, {
    jac_inputs: ["a"],
  });
});

Deno.test("what is wrong with a plan is said, with the place and the nearest key", () => {
  refused("gird: {a: [1]}", /Cannot use "gird" in the plan: .*plan.yaml/, /Did you mean "grid"/);
  refused("grid: {a: {form: 1}}", /Cannot use "form" in "grid.a" of the plan/, /"from"/);
  refused("grid: {a: 3}", /Cannot use "grid.a" of the plan: found 3, expected a list/);
  refused("grid: {a: []}", /expected at least one value/);
  refused("grid: {a: {from: 0, to: 1}}", /expected either "num" or "step"/);
  refused("grid: {a: {from: 0, to: 1, num: 3, scale: log}}", /ends above 0/);
  refused("grid: {a: {from: 0, to: 1, step: -1}}", /expected a step that leads from 0 to 1/);
  refused("grid: {a: [.inf]}", /found "Infinity"/);
  refused("samples: 3\nrandom: {a: {unifrom: [0, 1]}}", /"unifrom"/, /"uniform"/);
  refused("samples: 3\nrandom: {a: {uniform: [1, 0]}}", /the lower bound first/);
  refused("random: {a: {uniform: [0, 1]}}", /"samples" of the plan: found nothing/);
  refused("grid: {a: [1]}\nsamples: 3", /expected "random" or "lhs" beside it/);
  refused("combine: zip\ngrid: {a: [1, 2], b: [1]}", /"grid.a" has 2 and "grid.b" 1 values/);
  refused("grid: {a: [1]}\nsamples: 2\nlhs: {a: {uniform: [0, 1]}}", /"a" in "grid" and in "lhs"/);
  refused("base: {a: 1}", /found no points/);
  refused("grid: {a: [1]}\ngrid: {b: [1]}", /Map keys must be unique at line 2/);
  refused(
    "grid: {a: {from: 1, to: 1000000, num: 20000}, b: {from: 1, to: 2, num: 20000}}",
    /400000000/,
  );
});

function refused(text: string, message: RegExp, hint = /./): void {
  assert.throws(
    () => plan(text),
    (error) =>
      error instanceof TesseraError && error.code === "bad_input" &&
      (assert.match(error.message, message), assert.match(error.hint ?? "", hint), true),
    text,
  );
}
