/** Goes through samples one by one, however many files they fill. */

// deno-lint-ignore-file camelcase explicit-module-boundary-types -- the module contract

import { array, differentiable, lazySequence, NDArray, z } from "tessera";

const COLUMNS = 3;

export const InputSchema = z.object({
  data: lazySequence(differentiable(array("float64", [null, COLUMNS])))
    .describe("Samples: a list of tables, or a pattern of files with one table each"),
});

export const OutputSchema = z.object({
  mean: differentiable(array("float64", [COLUMNS])).describe("Mean of every column"),
  rows: z.int().describe("Rows of all samples together"),
});

type Inputs = z.infer<typeof InputSchema>;

/** Takes the mean of every column; one sample is in memory at a time. */
export function apply({ data }: Inputs) {
  const sums = [0, 0, 0];
  let rows = 0;
  for (const sample of data) {
    sample.data.forEach((value, at) => sums[at % COLUMNS] = (sums[at % COLUMNS] ?? 0) + value);
    rows += sample.shape[0] ?? 0;
  }
  return { mean: Float64Array.from(sums, (sum) => rows === 0 ? 0 : sum / rows), rows };
}

/** The mean of a column depends on that column alone, on every row alike. */
export function jacobian({ data }: Inputs, jacInputs: Set<string>, jacOutputs: Set<"mean">) {
  const rowsBySample = data.map((sample) => sample.shape[0] ?? 0);
  const rows = rowsBySample.reduce((sum, count) => sum + count, 0);
  const derivatives = Object.fromEntries(
    Array.from(jacInputs, (path) => {
      const index = Number(/\[(\d+)\]/.exec(path)?.[1]);
      return [path, derivative(rowsBySample[index] ?? 0, rows)];
    }),
  );
  return Object.fromEntries(Array.from(jacOutputs, (path) => [path, derivatives]));
}

/** The result does not depend on the number of samples. */
export function abstract_eval() {
  return { mean: { shape: [COLUMNS], dtype: "float64" }, rows: 0 };
}

function derivative(sampleRows: number, rows: number): NDArray<"float64"> {
  const array = NDArray.zeros("float64", [COLUMNS, sampleRows, COLUMNS]);
  for (let column = 0; column < COLUMNS; column++) {
    for (let row = 0; row < sampleRows; row++) {
      array.data[(column * sampleRows + row) * COLUMNS + column] = 1 / rows;
    }
  }
  return array;
}
