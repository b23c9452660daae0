/** Rosenbrock's function, the usual first test of an optimizer, with all its gradients. */

// deno-lint-ignore-file camelcase explicit-module-boundary-types -- the module contract

import { differentiable, Float64, z } from "tessera";

export const InputSchema = z.object({
  x: differentiable(Float64).default(0).describe("First coordinate"),
  y: differentiable(Float64).default(0).describe("Second coordinate"),
  a: z.number().default(1).describe("Where the minimum lies: x = a, y = a²"),
  b: z.number().default(100).describe("How steep the valley's sides are"),
});

export const OutputSchema = z.object({
  result: differentiable(Float64).describe("(a - x)² + b·(y - x²)²"),
});

type Inputs = z.infer<typeof InputSchema>;
type Path = "x" | "y";

/** Evaluates (a - x)² + b·(y - x²)². */
export function apply({ x, y, a, b }: Inputs) {
  return { result: (a - x) * (a - x) + b * (y - x * x) * (y - x * x) };
}

/** The derivatives by x and y. */
export function jacobian(inputs: Inputs, jacInputs: Set<Path>, jacOutputs: Set<"result">) {
  const gradient = gradientOf(inputs);
  const row = Object.fromEntries([...jacInputs].map((path) => [path, gradient[path]]));
  return Object.fromEntries([...jacOutputs].map((path) => [path, row]));
}

/** The change of the result along a tangent. */
export function jacobian_vector_product(
  inputs: Inputs,
  jvpInputs: Set<Path>,
  jvpOutputs: Set<"result">,
  tangentVector: Record<Path, number>,
) {
  const gradient = gradientOf(inputs);
  let change = 0;
  for (const path of ["x", "y"] as const) {
    if (jvpInputs.has(path)) change += gradient[path] * tangentVector[path];
  }
  return Object.fromEntries([...jvpOutputs].map((path) => [path, change]));
}

/** The gradient, weighted with a cotangent. */
export function vector_jacobian_product(
  inputs: Inputs,
  vjpInputs: Set<Path>,
  _vjpOutputs: Set<"result">,
  cotangentVector: { result: number },
) {
  const gradient = gradientOf(inputs);
  const weight = cotangentVector.result;
  return Object.fromEntries([...vjpInputs].map((path) => [path, weight * gradient[path]]));
}

/** The result is a scalar, whatever comes in. */
export function abstract_eval() {
  return { result: { shape: [], dtype: "float64" } };
}

function gradientOf({ x, y, a, b }: Inputs): Record<Path, number> {
  return { x: -2 * (a - x) - 4 * b * x * (y - x * x), y: 2 * b * (y - x * x) };
}
