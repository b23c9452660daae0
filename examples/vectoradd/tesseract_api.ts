/** Adds two vectors: s·a + b, on request scaled to length 1, with its Jacobian. */

// deno-lint-ignore-file camelcase explicit-module-boundary-types -- the module contract

import { array, differentiable, Float64, NDArray, z } from "tessera";

const vector = () => differentiable(array("float64", [null]));

export const InputSchema = z.object({
  a: vector().describe("First vector"),
  b: vector().describe("Second vector, as long as the first"),
  s: differentiable(Float64).default(1).describe("Factor for the first vector"),
  normalize: z.boolean().default(false).describe("Whether the sum is scaled to length 1"),
}).refine(({ a, b }) => a.shape[0] === b.shape[0], { error: "a and b differ in length" });

export const OutputSchema = z.object({
  result: vector().describe("The sum"),
});

type Inputs = z.infer<typeof InputSchema>;
type Vector = NDArray<"float64">;

/** Computes s·a + b. */
export function apply(inputs: Inputs) {
  const sum = add(inputs);
  return { result: inputs.normalize ? divide(sum, lengthOf(sum)) : sum };
}

/** Every derivative of the result; with `normalize` the direction of the result itself drops out. */
export function jacobian(inputs: Inputs, jacInputs: Set<string>, jacOutputs: Set<string>) {
  const row: Record<string, Vector> = {};
  for (const path of jacInputs) row[path] = derivative(inputs, path);
  return Object.fromEntries([...jacOutputs].map((path) => [path, row]));
}

/** The result is as long as the vectors. */
export function abstract_eval({ a }: { a: { shape: readonly number[] } }) {
  return { result: { shape: a.shape, dtype: "float64" } };
}

function add({ a, b, s }: Inputs): Vector {
  return b.map((value, index) => s * (a.data[index] ?? 0) + value);
}

function lengthOf(vector: Vector): number {
  let squares = 0;
  for (const value of vector.data) squares += value * value;
  return Math.sqrt(squares);
}

function divide(vector: Vector, divisor: number): Vector {
  return vector.map((value) => value / divisor);
}

function derivative(inputs: Inputs, path: string): Vector {
  if (path === "s") return inputs.normalize ? project(inputs, inputs.a) : inputs.a;
  const size = inputs.a.size;
  const factor = path === "a" ? inputs.s : 1;
  const columns = NDArray.zeros("float64", [size, size]);
  for (let column = 0; column < size; column++) {
    const unit = NDArray.zeros("float64", [size]);
    unit.data[column] = factor;
    const change = inputs.normalize ? project(inputs, unit) : unit;
    change.data.forEach((value, row) => columns.data[row * size + column] = value);
  }
  return columns;
}

/** How the normalized sum changes when the sum itself changes. */
function project(inputs: Inputs, change: Vector): Vector {
  const sum = add(inputs);
  const length = lengthOf(sum);
  const result = divide(sum, length);
  let along = 0;
  result.data.forEach((value, index) => along += value * (change.data[index] ?? 0));
  return change.map((value, index) => (value - (result.data[index] ?? 0) * along) / length);
}
