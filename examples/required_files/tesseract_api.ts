/** Needs a file before it can answer anything. */

// deno-lint-ignore-file explicit-module-boundary-types -- the module contract

import { array, requireFile, z } from "tessera";

const Materials = z.record(z.string(), z.number().positive());

// looked for when the module is loaded: a missing file ends the start, not the first request
const materials = requireFile("materials.json");

export const InputSchema = z.object({
  material: z.string().describe("One of those in materials.json").superRefine((name, context) => {
    const known = Object.keys(readDensities());
    if (known.includes(name)) return;
    context.addIssue(`Unknown material "${name}", expected one of ${known.join(", ")}`);
  }),
  volume: array("float64", [null]).describe("Volumes, in cubic metres"),
});

export const OutputSchema = z.object({
  mass: array("float64", [null]).describe("Masses, in kilograms"),
});

/** Weighs volumes of a material. */
export function apply({ material, volume }: z.infer<typeof InputSchema>) {
  const density = readDensities()[material] ?? NaN;
  return { mass: volume.map((cubicMetres) => cubicMetres * density) };
}

function readDensities(): Record<string, number> {
  return Materials.parse(JSON.parse(Deno.readTextFileSync(materials)));
}
