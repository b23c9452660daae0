/** Simultaneous perturbation (SPSA): derivatives from a few random directions. @module */

import { NDArray } from "../arrays/ndarray.ts";
import { differenceQuotient } from "../gradients/finite_differences.ts";
import { RandomState } from "../gradients/random_state.ts";
import type { Values } from "../gradients/values.ts";
import type { SampledDifferenceOptions } from "./difference_options.ts";
import { movedAlong, type ShiftedCalls } from "./shifted_calls.ts";

const MIN_SAMPLES = 10;

/** One random direction and how the outputs changed along it. */
export interface Sample {
  /** +1 or −1 for each element, by input path. */
  readonly signs: ReadonlyMap<string, NDArray<"float64">>;
  /** `f(x + eps·signs) − f(x − eps·signs)`, by output. */
  readonly differences: readonly Values[];
}

/**
 * How many directions to try; undefined when they would cost as much as one difference an element,
 * which is more accurate.
 *
 * @throws {RangeError} For a number that is no positive integer.
 */
export function sampleCount(
  { numSamples }: SampledDifferenceOptions,
  size: number,
): number | undefined {
  if (numSamples !== undefined && !(Number.isInteger(numSamples) && numSamples > 0)) {
    throw new RangeError(
      `Cannot sample directions: found numSamples ${numSamples}, expected a positive integer`,
    );
  }
  const count = numSamples ?? Math.max(MIN_SAMPLES, Math.floor(Math.sqrt(size)));
  return count >= size ? undefined : count;
}

/** Tries random directions, two calls each. */
export async function* sampleDirections<Inputs>(
  calls: ShiftedCalls<Inputs>,
  { count, seed, steps }: {
    count: number;
    seed: number | undefined;
    steps: ReadonlyMap<string, number>;
  },
): AsyncGenerator<Sample> {
  const random = new RandomState(seed ?? crypto.getRandomValues(new Uint32Array(1))[0] ?? 0);
  for (let sample = 0; sample < count; sample++) {
    const signs = new Map<string, NDArray<"float64">>();
    for (const [path, { shape, size }] of calls.arrays) {
      const drawn = random.choice(2, size).map((index) => 2 * index - 1);
      signs.set(path, NDArray.from("float64", shape, Float64Array.from(drawn)));
    }
    const shifted = (side: number) =>
      new Map(Array.from(calls.arrays, ([path, array]) => {
        const direction = signs.get(path) ?? array;
        return [path, movedAlong(array, direction, side * (steps.get(path) ?? NaN))];
      }));
    const above = await calls.at(shifted(1));
    const below = await calls.at(shifted(-1));
    yield { signs, differences: above.map((plus, k) => differenceQuotient(plus, below[k], 1)) };
  }
}
