/** Which elements of which inputs are checked. @module */

import type { FoundArray } from "./differentiable_values.ts";
import type { RandomState } from "./random_state.ts";

/** One element of one input. */
export interface Sample {
  readonly input: FoundArray;
  /** Position in C order. */
  readonly element: number;
}

/**
 * Draws elements with replacement, for each input in proportion to its size and at least one; a
 * scalar gives its only one, an empty array none.
 */
export function sampleElements(
  inputs: readonly FoundArray[],
  options: { maxEvals: number; random: RandomState },
): Sample[] {
  const total = inputs.reduce((sum, { array }) => sum + array.size, 0);
  return inputs.flatMap((input) => {
    const { size, shape } = input.array;
    if (shape.length === 0) return [{ input, element: 0 }];
    if (size === 0) return [];
    const count = Math.max(1, Math.floor((options.maxEvals * size) / total));
    return options.random.choice(size, count).map((element) => ({ input, element }));
  });
}

/** The elements of an output to sweep, or null for all of them. */
export function sampleOutput(
  output: FoundArray,
  options: { maxSamples: number | undefined; random: RandomState },
): number[] | null {
  const { maxSamples, random } = options;
  const { size } = output.array;
  if (maxSamples === undefined || maxSamples >= size) return null;
  return random.choiceWithoutReplacement(size, maxSamples);
}

/** The index of a position in C order. */
export function indexOf(position: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let rest = position;
  for (const length of shape.toReversed()) {
    index.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return index;
}
