import assert from "node:assert/strict";
import { normalQuantile } from "./normal_quantile.ts";

Deno.test("normalQuantile() agrees with tabulated values in the centre and in both tails", () => {
  // printed by Python's statistics.NormalDist().inv_cdf
  const expected: [number, number][] = [
    [0.5, 0.0],
    [0.6, 0.2533471031357998],
    [0.975, 1.9599639845400536],
    [0.9999, 3.7190164854557084],
    [0.001, -3.090232306167813],
    [1e-09, -5.9978070150076865],
    [1e-16, -8.222082216130435],
    [1e-300, -37.0470962993612],
  ];
  for (const [p, value] of expected) {
    assert.ok(Math.abs(normalQuantile(p) - value) <= 1e-14 * Math.abs(value), `${p}`);
  }
});
