/** Fits a line to points and logs how it gets there. */

// deno-lint-ignore-file explicit-module-boundary-types no-console -- the module contract; prints go into the log

import { join } from "node:path";
import { array, getConfig, logArtifact, logMetric, logParameter, z } from "tessera";

export const InputSchema = z.object({
  x: array("float64", [null]).describe("Where the points are"),
  y: array("float64", [null]).describe("How high they are"),
  rate: z.number().positive().default(0.1).describe("Length of a step per unit of slope"),
  steps: z.int().min(1).max(100_000).default(100).describe("How many steps are made"),
}).refine(({ x, y }) => x.size === y.size && x.size > 0, { error: "x and y differ in length" });

export const OutputSchema = z.object({
  slope: z.number().nullable().describe("Of the line; null where the steps were too long"),
  offset: z.number().nullable().describe("Of the line at x = 0; null likewise"),
});

type Inputs = z.infer<typeof InputSchema>;

/** Goes downhill on the mean square error. */
export async function apply(inputs: Inputs) {
  const { rate, steps } = inputs;
  logParameter("rate", rate);
  logParameter("steps", steps);
  let [slope, offset] = [0, 0];
  for (let step = 0; step < steps; step++) {
    const change = errorOf(inputs, { slope, offset });
    logMetric("error", change.error);
    slope -= rate * change.bySlope;
    offset -= rate * change.byOffset;
  }
  console.log(`y = ${slope.toFixed(3)}·x + ${offset.toFixed(3)} after ${steps} steps`);
  await keep({ slope, offset });
  // steps that overshoot grow until they are no numbers any more
  const isFound = Number.isFinite(slope) && Number.isFinite(offset);
  return isFound ? { slope, offset } : { slope: null, offset: null };
}

interface Line {
  readonly slope: number;
  readonly offset: number;
}

/** The mean square error of a line, and how it changes with the line. */
function errorOf({ x, y }: Inputs, { slope, offset }: Line) {
  let [error, bySlope, byOffset] = [0, 0, 0];
  x.data.forEach((at, k) => {
    const difference = slope * at + offset - (y.data[k] ?? NaN);
    error += difference ** 2 / x.size;
    bySlope += 2 * difference * at / x.size;
    byOffset += 2 * difference / x.size;
  });
  return { error, bySlope, byOffset };
}

/** Writes the line to a file of its own and keeps that with the run. */
async function keep(line: Line): Promise<void> {
  const folder = await Deno.makeTempDir({ dir: getConfig().outputPath, prefix: "fit-" });
  const file = join(folder, "line.json");
  await Deno.writeTextFile(file, JSON.stringify(line));
  logArtifact(file);
  await Deno.remove(folder, { recursive: true });
}
