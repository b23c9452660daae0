/** Goes downhill on a function that another served module computes. */

// deno-lint-ignore-file explicit-module-boundary-types -- the module contract

import { array, NDArray, Tessera, z } from "tessera";

export const InputSchema = z.object({
  target: z.url({ protocol: /^https?$/ }).describe("URL of a served univariate module"),
  start: array("float64", [2]).describe("Where the descent begins: x and y"),
  steps: z.int().min(0).max(1000).default(5).describe("How many steps it takes"),
  rate: z.number().positive().default(0.001).describe("Length of a step per unit of slope"),
});

export const OutputSchema = z.object({
  path: array("float64", [null, 2]).describe("The points it passed, the start included"),
  values: array("float64", [null]).describe("The function's value before each step"),
});

const GRADIENT = { jacInputs: ["x", "y"], jacOutputs: ["result"] };

/** Goes downhill on the function that the other module computes. */
export async function apply({ target, start, steps, rate }: z.infer<typeof InputSchema>) {
  const other = Tessera.fromUrl<{ x: number; y: number }, { result: number }>(target);
  let [x = 0, y = 0] = start.data;
  const path = [x, y];
  const values: number[] = [];
  for (let step = 0; step < steps; step++) {
    values.push((await other.apply({ x, y })).result);
    const { result: slope } = await other.jacobian({ x, y }, GRADIENT);
    x -= rate * Number(slope?.x);
    y -= rate * Number(slope?.y);
    path.push(x, y);
  }
  return {
    path: NDArray.from("float64", [steps + 1, 2], new Float64Array(path)),
    values: new Float64Array(values),
  };
}
