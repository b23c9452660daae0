/** Heat in a rod, with gradients that nobody derived by hand. */

// deno-lint-ignore-file camelcase explicit-module-boundary-types -- the module contract

import {
  array,
  differentiable,
  finiteDifferenceJacobian,
  finiteDifferenceJvp,
  Float64,
  type NDArray,
  vjpFromJacobian,
  z,
} from "tessera";

export const InputSchema = z.object({
  temperature: differentiable(array("float64", [null])).describe("Along the rod, in kelvin"),
  exchange: differentiable(Float64).default(0.1).describe("Between neighbours, per step"),
  steps: z.int().min(0).max(10_000).default(10).describe("How many steps are computed"),
  algorithm: z.enum(["central", "forward", "stochastic"]).default("central")
    .describe("How the Jacobian is estimated"),
});

export const OutputSchema = z.object({
  temperature: differentiable(array("float64", [null])).describe("After the last step"),
  spread: differentiable(Float64).describe("Mean square of the differences of neighbours"),
});

type Inputs = z.infer<typeof InputSchema>;

/** Lets heat flow between neighbours for some steps. */
export function apply({ temperature, exchange, steps }: Inputs) {
  let now = temperature;
  for (let step = 0; step < steps; step++) now = flow(now, exchange);
  return { temperature: now, spread: spreadOf(now) };
}

/** Moves one element of the inputs at a time, or all of them at random. */
export function jacobian(inputs: Inputs, jacInputs: Set<string>, jacOutputs: Set<string>) {
  const { algorithm } = inputs;
  return finiteDifferenceJacobian(apply, inputs, jacInputs, jacOutputs, { algorithm, seed: 0 });
}

/** Two calls of `apply`, however long the rod is. */
export function jacobian_vector_product(
  inputs: Inputs,
  jvpInputs: Set<string>,
  jvpOutputs: Set<string>,
  tangentVector: Record<string, unknown>,
) {
  return finiteDifferenceJvp(apply, inputs, jvpInputs, jvpOutputs, tangentVector);
}

/** From the whole Jacobian. */
export function vector_jacobian_product(
  inputs: Inputs,
  vjpInputs: Set<string>,
  vjpOutputs: Set<string>,
  cotangentVector: Record<string, unknown>,
) {
  return vjpFromJacobian(jacobian, inputs, vjpInputs, vjpOutputs, cotangentVector);
}

/** The rod keeps its length. */
export function abstract_eval(
  { temperature }: { temperature: { shape: readonly number[]; dtype: string } },
) {
  return { temperature, spread: { shape: [], dtype: "float64" } };
}

function flow(temperature: NDArray<"float64">, exchange: number): NDArray<"float64"> {
  const { data } = temperature;
  return temperature.map((here, at) => {
    const [left = here, right = here] = [data[at - 1], data[at + 1]];
    return here + exchange * (left - here + (right - here));
  });
}

function spreadOf({ data }: NDArray<"float64">): number {
  let sum = 0;
  for (let at = 1; at < data.length; at++) sum += ((data[at] ?? 0) - (data[at - 1] ?? 0)) ** 2;
  return sum / Math.max(1, data.length - 1);
}
