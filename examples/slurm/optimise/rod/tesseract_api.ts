/** A rod that is heated at one end and cools in air: its steady temperatures, and their gradients. */

// deno-lint-ignore-file camelcase explicit-module-boundary-types -- the module contract

import { array, differentiable, Float64, NDArray, z } from "tessera";

export const InputSchema = z.object({
  conductivity: differentiable(Float64).describe("Of the rod's material, in W/(m·K)"),
  transfer: differentiable(Float64).describe("Heat transfer coefficient to the air, in W/(m²·K)"),
  thermometers: array("float64", [null]).describe("Distances from the heated end, in m"),
  power: z.number().default(20).describe("Of the heater at the end, in W"),
  air: z.number().default(20).describe("Temperature of the air, in °C"),
  length: z.number().positive().default(0.5).describe("In m"),
  diameter: z.number().positive().default(0.02).describe("In m"),
  cells: z.int().min(2).max(1_000_000).default(2_000).describe("Into which the rod is divided"),
}).refine(({ conductivity, transfer }) => !(conductivity <= 0 || transfer <= 0), {
  error: "conductivity and transfer must be more than 0",
}).refine(
  // abstract_eval comes without values
  ({ thermometers, length }) => !(thermometers instanceof NDArray) || isOn(thermometers, length),
  { path: ["thermometers"], error: "must lie between 0 and length" },
);

export const OutputSchema = z.object({
  temperature: differentiable(array("float64", [null])).describe("At the thermometers, in °C"),
});

type Inputs = z.infer<typeof InputSchema>;
type Path = "conductivity" | "transfer";

/** The balance of heat in every cell: what comes from its neighbours and the heater goes to the air. */
export function apply(inputs: Inputs) {
  const { air } = inputs;
  const excess = excessOf(inputs);
  const at = (position: number) => air + read(excess, placeOf(position, inputs));
  return { temperature: Float64Array.from(inputs.thermometers.data, at) };
}

/**
 * By the adjoint method: one more solution of the same equations gives the derivatives of a weighted sum of all
 * temperatures, however many parameters there are.
 */
export function vector_jacobian_product(
  inputs: Inputs,
  vjpInputs: Set<Path>,
  _vjpOutputs: Set<"temperature">,
  { temperature: weights }: { temperature: NDArray<"float64"> },
) {
  const load = new Float64Array(inputs.cells);
  inputs.thermometers.data.forEach((position, k) => {
    const { cell, share } = placeOf(position, inputs);
    load[cell] = (load[cell] ?? 0) + (1 - share) * (weights.data[k] ?? 0);
    load[cell + 1] = (load[cell + 1] ?? 0) + share * (weights.data[k] ?? 0);
  });
  // the equations are symmetric, so they are their own adjoint
  const gradient = gradientOf(inputs, excessOf(inputs), solve(inputs, load));
  return Object.fromEntries([...vjpInputs].map((path) => [path, gradient[path]]));
}

/** As many temperatures as there are thermometers. */
export function abstract_eval({ thermometers }: { thermometers: { shape: readonly number[] } }) {
  return { temperature: { shape: thermometers.shape, dtype: "float64" } };
}

function isOn(positions: NDArray<"float64">, length: number): boolean {
  return positions.data.every((position) => position >= 0 && position <= length);
}

/** By how much each cell is warmer than the air. */
function excessOf(inputs: Inputs): Float64Array {
  const heat = new Float64Array(inputs.cells);
  heat[0] = inputs.power;
  return solve(inputs, heat);
}

/** How the adjoint state turns changes of the equations into changes of the weighted sum. */
function gradientOf(inputs: Inputs, excess: Float64Array, adjoint: Float64Array) {
  const { section, surface, step } = sizesOf(inputs);
  let [flow, loss] = [0, 0];
  excess.forEach((here, k) => {
    const [next, adjointHere, adjointNext] = [excess[k + 1], adjoint[k] ?? 0, adjoint[k + 1] ?? 0];
    if (next !== undefined) flow += (next - here) * (adjointNext - adjointHere);
    loss += here * adjointHere;
  });
  return { conductivity: -flow * section / step, transfer: -loss * surface };
}

/** Solves the tridiagonal equations for heat that is fed into the cells (Thomas's algorithm). */
function solve(inputs: Inputs, heat: Float64Array): Float64Array {
  const { section, surface, step } = sizesOf(inputs);
  const between = inputs.conductivity * section / step;
  const toAir = inputs.transfer * surface;
  const last = heat.length - 1;
  const [ratio, result] = [new Float64Array(heat.length), new Float64Array(heat.length)];
  for (let k = 0; k <= last; k++) {
    const before = k === 0 ? 0 : between;
    const after = k === last ? 0 : between;
    const pivot = before + after + toAir - before * (ratio[k - 1] ?? 0);
    ratio[k] = after / pivot;
    result[k] = ((heat[k] ?? 0) + before * (result[k - 1] ?? 0)) / pivot;
  }
  for (let k = last - 1; k >= 0; k--) {
    result[k] = (result[k] ?? 0) + (ratio[k] ?? 0) * (result[k + 1] ?? 0);
  }
  return result;
}

/** Cross-section in m², surface of a cell in m², and its length in m. */
function sizesOf({ length, diameter, cells }: Inputs) {
  const step = length / cells;
  return { step, section: Math.PI * diameter ** 2 / 4, surface: Math.PI * diameter * step };
}

/** Between which cells' middles a thermometer is, and how far towards the second. */
function placeOf(position: number, inputs: Inputs) {
  const inCells = position / sizesOf(inputs).step - 0.5;
  const cell = Math.min(Math.max(Math.floor(inCells), 0), inputs.cells - 2);
  return { cell, share: inCells - cell };
}

function read(excess: Float64Array, { cell, share }: { cell: number; share: number }): number {
  return (1 - share) * (excess[cell] ?? 0) + share * (excess[cell + 1] ?? 0);
}
