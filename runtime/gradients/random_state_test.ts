import assert from "node:assert/strict";
import { RandomState } from "./random_state.ts";

/** From numpy 2.4.6: choice(10, 8), choice(1000, 5), choice(1, 2), choice(12, 5, replace=False), choice(100000, 3). */
const DRAWS: [number, number[][]][] = [
  [0, [
    [5, 0, 3, 3, 7, 9, 3, 5],
    [754, 804, 599, 70, 472],
    [0, 0],
    [5, 2, 3, 4, 9],
    [6921, 38804, 67699],
  ]],
  [42, [
    [6, 3, 7, 4, 6, 9, 2, 6],
    [330, 458, 87, 372, 99],
    [0, 0],
    [10, 9, 0, 8, 6],
    [53707, 85305, 28693],
  ]],
  [4294967295, [
    [3, 2, 7, 4, 0, 6, 9, 0],
    [639, 635, 754, 107, 779],
    [0, 0],
    [2, 0, 3, 4, 1],
    [4452, 81560, 56022],
  ]],
];

Deno.test("RandomState draws numpy's numbers when it has numpy's seed", () => {
  for (const [seed, expected] of DRAWS) {
    const random = new RandomState(seed);
    const drawn = [
      random.choice(10, 8),
      random.choice(1000, 5),
      random.choice(1, 2),
      random.choiceWithoutReplacement(12, 5),
      random.choice(100_000, 3),
    ];
    assert.deepEqual(drawn, expected, `seed ${seed}`);
  }
});

Deno.test("RandomState draws numpy's numbers when its state was renewed several times", () => {
  assert.deepEqual(new RandomState(7).choice(1000, 2000).slice(-3), [663, 683, 577]);
});

Deno.test("RandomState refuses a seed when it is no 32-bit integer", () => {
  for (const seed of [-1, 0.5, 2 ** 32, NaN]) {
    assert.throws(() => new RandomState(seed), RangeError);
  }
});
