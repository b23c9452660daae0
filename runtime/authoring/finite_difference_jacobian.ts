/** A Jacobian of any module, from calls of its `apply`. @module */

import type { NDArray } from "../arrays/ndarray.ts";
import { type Values, zeroValues } from "../gradients/values.ts";
import { arrayFrom } from "./array_values.ts";
import { algorithmOf, type SampledDifferenceOptions, stepsOf } from "./difference_options.ts";
import { type ApplyFunction, ShiftedCalls } from "./shifted_calls.ts";
import { sampleCount, sampleDirections } from "./spsa.ts";

/** A Jacobian: `{output path: {input path: array}}`, arrays with the output's axes, then the input's. */
export type Jacobian = Record<string, Record<string, NDArray>>;

/**
 * Derivatives of outputs with respect to inputs, by finite differences. All of a module's `jacobian`
 * may be this call. It is less accurate than derivatives made by hand, and calls `apply` once or
 * twice for every element of the inputs.
 *
 * @param apply The module's function; it gets copies of the inputs.
 * @returns Arrays of float64, or of complex128 where something is complex.
 * @throws {RangeError} For a step or algorithm that makes no sense.
 * @throws {TypeError} For an input or output that is no array of numbers.
 * @example The whole gradient of a module
 * ```ts
 * import { finiteDifferenceJacobian } from "./finite_difference_jacobian.ts";
 * import assert from "node:assert/strict";
 * const apply = ({ x }: { x: number }) => ({ y: x * x });
 * const { y } = await finiteDifferenceJacobian(apply, { x: 3 }, ["x"], ["y"]);
 * assert.ok(Math.abs(Number(y?.x?.at()) - 6) < 1e-6);
 * ```
 */
export async function finiteDifferenceJacobian<Inputs>(
  apply: ApplyFunction<Inputs>,
  inputs: Inputs,
  jacInputs: Iterable<string>,
  jacOutputs: Iterable<string>,
  options: SampledDifferenceOptions = {},
): Promise<Jacobian> {
  const algorithm = algorithmOf(options);
  const { inputSchema, seed } = options;
  const calls = new ShiftedCalls({
    apply,
    inputs,
    inputPaths: jacInputs,
    outputPaths: jacOutputs,
    inputSchema,
  });
  const steps = stepsOf(options, calls.arrays.keys());
  const base = await calls.at();
  const sums = new JacobianSums(calls, base);
  const count = algorithm === "stochastic" ? sampleCount(options, calls.size) : undefined;
  if (count === undefined) {
    const elementwise = algorithm === "forward" ? "forward" : "central";
    for await (const column of calls.columns({ algorithm: elementwise, steps, base })) {
      sums.add(column.path, column.element, { column: column.column, factor: 1 });
    }
    return sums.jacobian();
  }
  for await (const { signs, differences } of sampleDirections(calls, { count, seed, steps })) {
    for (const [path, { data }] of signs) {
      const width = 2 * (steps.get(path) ?? NaN) * count;
      data.forEach((sign, element) => {
        sums.add(path, element, { column: differences, factor: sign / width });
      });
    }
  }
  return sums.jacobian();
}

/** Adds columns up to arrays. */
class JacobianSums {
  readonly #outputPaths: readonly string[];
  readonly #widths = new Map<string, number>();
  /** By input path, then in the order of the outputs. */
  readonly #sums = new Map<string, Values[]>();

  constructor(
    { arrays, outputPaths }: Pick<ShiftedCalls<unknown>, "arrays" | "outputPaths">,
    base: readonly Values[],
  ) {
    this.#outputPaths = outputPaths;
    for (const [path, { shape, size }] of arrays) {
      this.#widths.set(path, size);
      this.#sums.set(
        path,
        base.map((output) =>
          zeroValues([...output.shape, ...shape], { isComplex: output.im !== null })
        ),
      );
    }
  }

  add(
    path: string,
    element: number,
    { column, factor }: { column: readonly Values[]; factor: number },
  ): void {
    const width = this.#widths.get(path) ?? 0;
    this.#sums.get(path)?.forEach(({ re, im }, output) => {
      const added = column[output];
      if (added === undefined || added.re.length * width !== re.length) {
        throw new RangeError(
          `Cannot take differences along "${path}": the shape of the output ` +
            `"${this.#outputPaths[output]}" changed with the step`,
        );
      }
      for (let row = 0; row < added.re.length; row++) {
        const at = row * width + element;
        re[at] = (re[at] ?? NaN) + factor * (added.re[row] ?? NaN);
        if (im !== null) im[at] = (im[at] ?? NaN) + factor * (added.im?.[row] ?? 0);
      }
    });
  }

  jacobian(): Jacobian {
    return Object.fromEntries(this.#outputPaths.map((output, k) => {
      const row = [...this.#sums].flatMap(([path, sums]) => {
        const values = sums[k];
        return values === undefined ? [] : [[path, arrayFrom(values)] as const];
      });
      return [output, Object.fromEntries(row)];
    }));
  }
}
