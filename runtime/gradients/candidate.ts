/** Derivatives as the module's own functions give them. @module */

import { dtypeInfo } from "../arrays/dtype.ts";
import { NDArray } from "../arrays/ndarray.ts";
import type { FoundArray } from "./differentiable_values.ts";
import type { EvaluationPoint } from "./evaluation_point.ts";
import type { GradientEndpoint } from "./report.ts";
import type { Sample } from "./sampling.ts";
import { pick, type Values, valuesOf, zeroValues } from "./values.ts";

/** One input and one output, and what will be asked about them. */
export interface Pair {
  readonly input: FoundArray;
  readonly output: FoundArray;
  /** Positions in the input for which derivatives will be wanted. */
  readonly wanted: readonly number[];
  /** Positions in the output that matter; null: all. */
  readonly outputElements: readonly number[] | null;
  /** Between two calls of the module; throws to end the work. */
  readonly pause: () => Promise<void>;
}

/** Gives the derivative of a pair's output with respect to one element of its input. */
export type Candidate = (pair: Pair, sample: Sample) => Promise<Values>;

/** The way to ask each endpoint. Results that serve several elements are kept for the last pair. */
export function candidateOf(endpoint: GradientEndpoint, point: EvaluationPoint): Candidate {
  switch (endpoint) {
    case "jacobian":
      return fromJacobian(point);
    case "jacobian_vector_product":
      return (pair, sample) => fromProduct(point, pair, sample);
    case "vector_jacobian_product":
      return fromSweep(point);
  }
}

function fromJacobian(point: EvaluationPoint): Candidate {
  const jacobianOf = keepLast(async ({ input, output }: Pair) => {
    // deno-lint-ignore camelcase -- names on the wire
    const fields = { jac_inputs: [input.path], jac_outputs: [output.path] };
    const rows = await point.call("jacobian", fields);
    return valuesOf(arrayAt(mapAt(rows, output.path), input.path));
  });
  return async (pair, { element }) => {
    const jacobian = await jacobianOf(pair);
    const inputSize = pair.input.array.size;
    const rank = jacobian.shape.length - pair.input.array.shape.length;
    const count = inputSize === 0 ? 0 : jacobian.re.length / inputSize;
    const positions = Array.from({ length: count }, (_, row) => row * inputSize + element);
    return { ...pick(jacobian, positions), shape: jacobian.shape.slice(0, rank) };
  };
}

async function fromProduct(
  point: EvaluationPoint,
  { input, output }: Pair,
  { element }: Sample,
): Promise<Values> {
  const product = await point.call("jacobian_vector_product", {
    jvp_inputs: [input.path],
    jvp_outputs: [output.path],
    tangent_vector: { [input.path]: oneHot(input.array, element) },
  });
  return valuesOf(arrayAt(product, output.path));
}

/** One cotangent per output element; each call tells about every element of the input. */
function fromSweep(point: EvaluationPoint): Candidate {
  const sweepOf = keepLast(async ({ input, output, wanted, outputElements, pause }: Pair) => {
    const { array } = output;
    const columns = outputElements ?? Array.from({ length: array.size }, (_, i) => i);
    const shape = outputElements === null ? array.shape : [columns.length];
    const isComplex = dtypeInfo(array.dtype).kind === "complex";
    const rows = new Map(wanted.map((element) => [element, zeroValues(shape, { isComplex })]));
    for (const [at, column] of columns.entries()) {
      await pause();
      const product = await point.call("vector_jacobian_product", {
        vjp_inputs: [input.path],
        vjp_outputs: [output.path],
        cotangent_vector: { [output.path]: oneHot(array, column) },
      });
      const gradient = valuesOf(arrayAt(product, input.path));
      for (const [element, row] of rows) {
        row.re[at] = gradient.re[element] ?? NaN;
        if (row.im !== null) row.im[at] = gradient.im?.[element] ?? 0;
      }
    }
    return rows;
  });
  return async (pair, { element }) => {
    const row = (await sweepOf(pair)).get(element);
    if (row === undefined) throw new RangeError(`Element ${element} was not part of the sweep`);
    return row;
  };
}

/** Remembers results per pair, failures too: a function that throws would throw again. */
function keepLast<Result>(work: (pair: Pair) => Promise<Result>): (pair: Pair) => Promise<Result> {
  const results = new Map<string, Promise<Result>>();
  return (pair) => {
    // Checks go input by input, so only the results of one input are needed at a time.
    const key = `${pair.input.path}\n${pair.output.path}`;
    const known = results.get(key);
    if (known !== undefined) return known;
    for (const other of results.keys()) {
      if (!other.startsWith(`${pair.input.path}\n`)) results.delete(other);
    }
    const result = work(pair);
    results.set(key, result);
    return result;
  };
}

function oneHot(like: NDArray, element: number): NDArray {
  const array = NDArray.zeros(like.dtype, like.shape);
  const { data } = array;
  const at = dtypeInfo(like.dtype).kind === "complex" ? 2 * element : element;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) data[at] = 1n;
  else data[at] = 1;
  return array;
}

function mapAt(value: unknown, path: string): unknown {
  return value instanceof Map ? value.get(path) : undefined;
}

function arrayAt(value: unknown, path: string): NDArray {
  const array = mapAt(value, path);
  if (!(array instanceof NDArray)) throw new TypeError(`Found no array for path "${path}"`);
  return array;
}
