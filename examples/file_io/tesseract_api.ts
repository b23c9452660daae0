/** Reads a table from a file and writes another one. */

// deno-lint-ignore-file explicit-module-boundary-types -- the module contract

import { basename, extname, join } from "node:path";
import { getConfig, inputPath, outputPath, z } from "tessera";

export const InputSchema = z.object({
  table: inputPath().refine((path) => extname(path) === ".csv", { error: "table is no .csv file" })
    .describe("A table of numbers, comma-separated, with names in its first line"),
  factor: z.number().default(1).describe("What every number is multiplied with"),
});

export const OutputSchema = z.object({
  table: outputPath().describe("The table after the multiplication"),
  rows: z.int().nonnegative().describe("Its number of rows"),
});

/** Multiplies every number of a table. */
export async function apply({ table, factor }: z.infer<typeof InputSchema>) {
  const [names = "", ...rows] = (await Deno.readTextFile(table)).trimEnd().split("\n");
  const scaled = rows.map((row) => row.split(",").map((cell) => Number(cell) * factor).join(","));
  const folder = getConfig().outputPath;
  await Deno.mkdir(folder, { recursive: true });
  const result = join(folder, `scaled_${basename(table)}`);
  await Deno.writeTextFile(result, [names, ...scaled, ""].join("\n"));
  return { table: result, rows: rows.length };
}
