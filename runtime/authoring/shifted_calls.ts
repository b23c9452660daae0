/** Calls of a module's function at points near the given one. @module */

import { dtypeInfo } from "../arrays/dtype.ts";
import { NDArray } from "../arrays/ndarray.ts";
import { centralDifference, differenceQuotient, moved } from "../gradients/finite_differences.ts";
import { type Values, valuesOf } from "../gradients/values.ts";
import { arrayAt, withArrays } from "./array_values.ts";
import type { DifferenceAlgorithm, DifferenceOptions } from "./difference_options.ts";

/** The function that is differentiated: `apply` of a module. */
export type ApplyFunction<Inputs> = (inputs: Inputs) => unknown;

/** What is differentiated, where, and with respect to what. */
export interface ShiftedCallsOptions<Inputs> {
  readonly apply: ApplyFunction<Inputs>;
  readonly inputs: Inputs;
  readonly inputPaths: Iterable<string>;
  readonly outputPaths: Iterable<string>;
  readonly inputSchema: DifferenceOptions["inputSchema"];
}

/** Calls a function with some of its inputs replaced and picks the outputs that count. */
export class ShiftedCalls<Inputs> {
  /** The arrays that are varied, by path. */
  readonly arrays: ReadonlyMap<string, NDArray>;
  /** Paths of the outputs, in the order of all results. */
  readonly outputPaths: readonly string[];
  readonly #options: ShiftedCallsOptions<Inputs>;

  /** @throws {TypeError} For an input that is no array of floats. */
  constructor(options: ShiftedCallsOptions<Inputs>) {
    const { inputs, inputPaths, outputPaths } = options;
    this.#options = options;
    this.outputPaths = [...outputPaths];
    this.arrays = new Map(Array.from(inputPaths, (path) => [path, floatsAt(inputs, path)]));
  }

  /** Number of elements of all inputs that are varied. */
  get size(): number {
    return [...this.arrays.values()].reduce((size, array) => size + array.size, 0);
  }

  /** The outputs where some inputs are replaced. @throws What the function throws. */
  async at(replaced: ReadonlyMap<string, NDArray> = new Map()): Promise<Values[]> {
    const { apply, inputs, inputSchema } = this.#options;
    const point = withArrays(inputs, replaced);
    const checked = inputSchema === undefined ? point : inputSchema.parse(point);
    const outputs = await apply(checked as Inputs);
    return this.outputPaths.map((path) => valuesOf(arrayAt(outputs, path)));
  }

  /** The derivatives of the outputs with respect to one element at a time, one column each. */
  async *columns(
    { algorithm, steps, base }: {
      algorithm: Exclude<DifferenceAlgorithm, "stochastic">;
      steps: ReadonlyMap<string, number>;
      /** The outputs at the point itself. */
      base: readonly Values[];
    },
  ): AsyncGenerator<{ path: string; element: number; column: readonly Values[] }> {
    for (const [path, array] of this.arrays) {
      const eps = steps.get(path) ?? NaN;
      const evaluate = (point: NDArray) => this.at(new Map([[path, point]]));
      for (let element = 0; element < array.size; element++) {
        const column = algorithm === "central"
          ? await centralDifference(evaluate, { at: array, element, eps })
          : (await evaluate(moved(array, element, eps))).map((above, k) =>
            differenceQuotient(above, base[k], eps)
          );
        yield { path, element, column };
      }
    }
  }
}

/**
 * An array moved along a direction of its shape: `array + distance·direction`, in its own dtype.
 *
 * @throws {RangeError} When the shapes differ.
 */
export function movedAlong(array: NDArray, direction: NDArray, distance: number): NDArray {
  const isSameShape = array.shape.length === direction.shape.length &&
    array.shape.every((length, axis) => length === direction.shape[axis]);
  if (!isSameShape) {
    throw new RangeError(
      `Cannot move an array of shape [${array.shape}] along one of shape [${direction.shape}]`,
    );
  }
  const values = valuesOf(direction);
  const data = array.data.slice();
  const target = data as unknown as { [index: number]: number };
  const { lanes } = dtypeInfo(array.dtype);
  for (let k = 0; k < values.re.length; k++) {
    target[k * lanes] = (target[k * lanes] ?? NaN) + distance * (values.re[k] ?? NaN);
    if (lanes === 2) {
      target[k * 2 + 1] = (target[k * 2 + 1] ?? NaN) + distance * (values.im?.[k] ?? 0);
    }
  }
  return NDArray.from(array.dtype, array.shape, data);
}

function floatsAt(inputs: unknown, path: string): NDArray {
  const array = arrayAt(inputs, path);
  const { kind } = dtypeInfo(array.dtype);
  if (kind === "float" || kind === "complex") return array;
  throw new TypeError(
    `Cannot take differences along "${path}": found dtype ${array.dtype}, expected a float`,
  );
}
