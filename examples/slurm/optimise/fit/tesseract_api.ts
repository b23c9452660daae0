/** Finds what a rod is made of: fits a served model of it to thermometers. */

// deno-lint-ignore-file explicit-module-boundary-types no-console -- the module contract; what is printed shows the progress

import { logMetric, type NDArray, Tessera, z } from "tessera";
import { isFlat, minimize, type Sample } from "./bfgs.ts";

export const InputSchema = z.object({
  server: z.string().describe("File in which the server of the rod announced itself"),
  measured: z.string().default("measured.json").describe("File of thermometers and temperatures"),
  conductivity: z.number().positive().default(50).describe("First guess, in W/(m·K)"),
  transfer: z.number().positive().default(5).describe("First guess, in W/(m²·K)"),
  max_steps: z.int().min(0).default(50).describe("How many steps it takes at most"),
});

export const OutputSchema = z.object({
  conductivity: z.number().describe("In W/(m·K)"),
  transfer: z.number().describe("In W/(m²·K)"),
  error: z.number().describe("Root mean square of the differences to the thermometers, in K"),
  converged: z.boolean().describe("Whether the slope was gone at the end"),
  calls: z.int().describe("How often the server was called"),
});

/** Of the mean square error, in K², by the logarithm of a parameter. */
const TOLERANCE = 1e-6;

type RodInputs = { conductivity: number; transfer: number; thermometers: number[] };
type Rod = Tessera<RodInputs, { temperature: NDArray<"float64"> }>;
interface Measured {
  readonly thermometers: number[];
  readonly temperature: number[];
}

/** Two calls for every point that is tried: the temperatures, and the slope of the error by both parameters. */
export async function apply(inputs: z.infer<typeof InputSchema>) {
  const rod = await openServer(inputs.server);
  const measured: Measured = JSON.parse(await Deno.readTextFile(inputs.measured));
  let calls = 0;
  const end = await minimize({
    // logarithms keep both parameters above 0
    start: [Math.log(inputs.conductivity), Math.log(inputs.transfer)],
    maxSteps: inputs.max_steps,
    tolerance: TOLERANCE,
    evaluate(at) {
      calls += 2;
      return compare(rod, measured, at);
    },
    onStep: report,
  });
  const [conductivity = NaN, transfer = NaN] = end.at.map(Math.exp);
  return {
    conductivity,
    transfer,
    error: Math.sqrt(end.value),
    converged: isFlat(end, TOLERANCE),
    calls,
  };
}

/** The server tells its address, and where its token is, in the file that it announced itself in. */
async function openServer(path: string): Promise<Rod> {
  const { url, token_file: tokenFile } = JSON.parse(await Deno.readTextFile(path));
  if (tokenFile === null) return Tessera.fromUrl(url);
  return Tessera.fromUrl(url, { token: (await Deno.readTextFile(tokenFile)).trim() });
}

/** Mean square difference between the model and the thermometers, with its slope. */
async function compare(rod: Rod, measured: Measured, at: readonly number[]): Promise<Sample> {
  const [conductivity = NaN, transfer = NaN] = at.map(Math.exp);
  const inputs = { conductivity, transfer, thermometers: measured.thermometers };
  const { temperature } = await rod.apply(inputs);
  const excess = Array.from(
    temperature.data,
    (value, k) => value - (measured.temperature[k] ?? NaN),
  );
  const slope = await rod.vectorJacobianProduct(inputs, {
    vjpInputs: ["conductivity", "transfer"],
    vjpOutputs: ["temperature"],
    cotangentVector: { temperature: excess.map((difference) => 2 * difference / excess.length) },
  });
  return {
    at,
    value: excess.reduce((sum, difference) => sum + difference ** 2, 0) / excess.length,
    gradient: [conductivity * Number(slope.conductivity), transfer * Number(slope.transfer)],
  };
}

/** Says and logs where a step has led. */
function report(step: number, { at, value }: Sample): void {
  const [conductivity = NaN, transfer = NaN] = at.map(Math.exp);
  const error = Math.sqrt(value);
  console.log(
    `step ${String(step).padStart(2)}: off by ${error.toFixed(4).padStart(8)} K with ` +
      `${conductivity.toFixed(2)} W/(m·K), ${transfer.toFixed(3)} W/(m²·K)`,
  );
  logMetric("error_kelvin", error, step);
  logMetric("conductivity", conductivity, step);
  logMetric("transfer", transfer, step);
}
