/** Gradients of weighted outputs of any module, from calls of its `apply`. @module */

import type { NDArray } from "../arrays/ndarray.ts";
import { type Values, valuesOf, zeroValues } from "../gradients/values.ts";
import { arrayFrom, type ArraysByPath, asArray } from "./array_values.ts";
import { dot } from "./contraction.ts";
import { algorithmOf, type SampledDifferenceOptions, stepsOf } from "./difference_options.ts";
import { type ApplyFunction, ShiftedCalls } from "./shifted_calls.ts";
import { sampleCount, sampleDirections } from "./spsa.ts";

/**
 * `cotangent · J` by finite differences. All of a module's `vector_jacobian_product` may be this call.
 * It calls `apply` once or twice for every element of the inputs; for very many elements, `stochastic`
 * estimates the result from a few calls.
 *
 * @param cotangentVector An array or number for every path in `vjpOutputs`.
 * @returns An array for every path in `vjpInputs`.
 * @throws {RangeError} For a step or algorithm that makes no sense, and cotangents of another shape.
 * @throws {TypeError} For an input, output or cotangent that is no array of numbers.
 */
export async function finiteDifferenceVjp<Inputs>(
  apply: ApplyFunction<Inputs>,
  inputs: Inputs,
  vjpInputs: Iterable<string>,
  vjpOutputs: Iterable<string>,
  cotangentVector: ArraysByPath,
  options: SampledDifferenceOptions = {},
): Promise<Record<string, NDArray>> {
  const algorithm = algorithmOf(options);
  const { inputSchema, seed } = options;
  const calls = new ShiftedCalls({
    apply,
    inputs,
    inputPaths: vjpInputs,
    outputPaths: vjpOutputs,
    inputSchema,
  });
  const steps = stepsOf(options, calls.arrays.keys());
  const weights = calls.outputPaths.map((path) => valuesOf(asArray(cotangentVector[path], path)));
  const sums = new Map(Array.from(calls.arrays, ([path, { shape }]) => {
    return [path, zeroValues(shape, { isComplex: true })];
  }));
  const count = algorithm === "stochastic" ? sampleCount(options, calls.size) : undefined;
  if (count === undefined) {
    const elementwise = algorithm === "forward" ? "forward" : "central";
    const base = elementwise === "forward" ? await calls.at() : [];
    const columns = calls.columns({ algorithm: elementwise, steps, base });
    for await (const { path, element, column } of columns) {
      add(sums.get(path), element, { ...weighted(weights, column), factor: 1 });
    }
  } else {
    for await (const { signs, differences } of sampleDirections(calls, { count, seed, steps })) {
      const change = weighted(weights, differences);
      for (const [path, { data }] of signs) {
        const width = 2 * (steps.get(path) ?? NaN) * count;
        data.forEach((sign, element) => {
          add(sums.get(path), element, { ...change, factor: sign / width });
        });
      }
    }
  }
  return Object.fromEntries(Array.from(sums, ([path, sum]) => [path, arrayFrom(narrowed(sum))]));
}

function weighted(
  weights: readonly Values[],
  column: readonly Values[],
): { re: number; im: number } {
  const total = { re: 0, im: 0 };
  column.forEach((values, k) => {
    const weight = weights[k];
    if (weight === undefined) return;
    const { re, im } = dot(weight, values);
    total.re += re;
    total.im += im;
  });
  return total;
}

function add(
  sum: Values | undefined,
  at: number,
  { re, im, factor }: { re: number; im: number; factor: number },
): void {
  if (sum === undefined) return;
  sum.re[at] = (sum.re[at] ?? NaN) + factor * re;
  if (sum.im !== null) sum.im[at] = (sum.im[at] ?? NaN) + factor * im;
}

/** Without imaginary parts where all are zero. */
function narrowed(values: Values): Values {
  return values.im?.every((im) => im === 0) === true ? { ...values, im: null } : values;
}
