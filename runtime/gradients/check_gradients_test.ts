import assert from "node:assert/strict";
import { z } from "zod";
import { NDArray } from "../arrays/ndarray.ts";
import { PATH_POLICIES, resolveConfig } from "../config/from_env.ts";
import { Runtime } from "../endpoints/call.ts";
import type { EndpointFunction, EndpointFunctionName } from "../module/user_module.ts";
import { array, Float64 } from "../schema/array_schema.ts";
import { differentiable } from "../schema/differentiable.ts";
import { checkGradients } from "./check_gradients.ts";
import { formatReport } from "./report.ts";

/** y = s·x², z = Σx; the table holds more places that differentiable arrays can be in. */
const inputs = z.object({
  x: differentiable(array("float64", [null, null])),
  s: differentiable(Float64).default(2),
  table: z.record(z.string(), z.array(differentiable(array("float32", [null])))).default({}),
  unused: differentiable(array("float64", [null])).optional(),
});
const outputs = z.object({
  y: differentiable(array("float64", [null, null])),
  z: differentiable(Float64),
});

type Inputs = z.infer<typeof inputs>;

function apply(raw: unknown): z.input<typeof outputs> {
  const { x, s, table } = raw as Inputs;
  const extra = Object.values(table).flat().flatMap(({ data }) => [...data]);
  const y = x.map((value) => s * value * value);
  // A module may write to its inputs.
  x.data.fill(0);
  return { y, z: [...y.data, ...extra].reduce((sum, value) => sum + value, 0) };
}

/** The derivative of output o with respect to input i, as a matrix of shape [o's size, i's size]. */
function matrix({ x, s }: Inputs, input: string, output: string): number[][] {
  const rows = output === "z" ? 1 : x.size;
  const of = (i: number, j: number): number => {
    if (input === "s") return x.data[i] ** 2;
    if (input !== "x") return 0;
    return i === j ? 2 * s * x.data[i] : 0;
  };
  const full = Array.from(
    { length: x.size },
    (_, i) => Array.from({ length: input === "x" ? x.size : 1 }, (_, j) => of(i, j)),
  );
  if (rows !== 1 || output === "y") return full;
  if (input !== "x" && input !== "s") return [[1, 1]];
  return [full.reduce((sum, row) => sum.map((value, j) => value + row[j]!))];
}
