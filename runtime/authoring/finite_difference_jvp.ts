/** Directional derivatives of any module, from calls of its `apply`. @module */

import type { NDArray } from "../arrays/ndarray.ts";
import { differenceQuotient } from "../gradients/finite_differences.ts";
import { type Values, zeroValues } from "../gradients/values.ts";
import { arrayFrom, type ArraysByPath, asArray } from "./array_values.ts";
import { sumOf } from "./contraction.ts";
import { algorithmOf, type DifferenceOptions, stepsOf } from "./difference_options.ts";
import { type ApplyFunction, movedAlong, ShiftedCalls } from "./shifted_calls.ts";

/**
 * `J · tangent` by finite differences along the tangent itself: two calls of `apply` however many
 * elements there are, more only where inputs have different steps. All of a module's
 * `jacobian_vector_product` may be this call. (`stochastic` means `central` here.)
 *
 * @param tangentVector An array or number for every path in `jvpInputs`.
 * @returns An array for every path in `jvpOutputs`.
 * @throws {RangeError} For a step or algorithm that makes no sense, and tangents of another shape.
 * @throws {TypeError} For an input, output or tangent that is no array of numbers.
 */
export async function finiteDifferenceJvp<Inputs>(
  apply: ApplyFunction<Inputs>,
  inputs: Inputs,
  jvpInputs: Iterable<string>,
  jvpOutputs: Iterable<string>,
  tangentVector: ArraysByPath,
  options: DifferenceOptions = {},
): Promise<Record<string, NDArray>> {
  const isForward = algorithmOf(options) === "forward";
  const calls = new ShiftedCalls({
    apply,
    inputs,
    inputPaths: jvpInputs,
    outputPaths: jvpOutputs,
    inputSchema: options.inputSchema,
  });
  const groups = Map.groupBy(stepsOf(options, calls.arrays.keys()), ([, eps]) => eps);
  const base = isForward || groups.size === 0 ? await calls.at() : [];
  const parts: Values[][] = [];
  for (const [eps, members] of groups) {
    const paths = members.map(([path]) => path);
    const shifted = (distance: number) => shiftedAlong(calls, paths, { tangentVector, distance });
    const above = await calls.at(shifted(eps));
    const below = isForward ? base : await calls.at(shifted(-eps));
    const width = isForward ? eps : 2 * eps;
    parts.push(above.map((plus, k) => differenceQuotient(plus, below[k], width)));
  }
  if (groups.size === 0) {
    parts.push(base.map(({ shape }) => zeroValues(shape, { isComplex: false })));
  }
  return Object.fromEntries(calls.outputPaths.map((path, k) => {
    const terms = parts.flatMap((part) => part[k] ?? []);
    return [path, arrayFrom(sumOf(terms))];
  }));
}

function shiftedAlong<Inputs>(
  { arrays }: ShiftedCalls<Inputs>,
  paths: readonly string[],
  { tangentVector, distance }: { tangentVector: ArraysByPath; distance: number },
): Map<string, NDArray> {
  return new Map(paths.flatMap((path) => {
    const array = arrays.get(path);
    if (array === undefined) return [];
    return [[path, movedAlong(array, asArray(tangentVector[path], path), distance)] as const];
  }));
}
