/** Many points of a small module in one sweep on the cores of this machine. @module */

import { join } from "node:path";
import { tempFolder } from "../tests/e2e/support/temp_folder.ts";
import { BINARY, median, ROOT, wholeProcess } from "./measure.ts";
import type { Row } from "./report.ts";

const POINTS = 10_000;
const ROUNDS = 3;
/** A tenth of what HyperQueue needed for each of as many /bin/true on two cores: 3 ms. */
const BOUND_MS = 0.3;

/** Whole process by number of points: start, claims, calls, results on the disk, merge. */
export async function sweepRow(): Promise<Row> {
  await using folder = await tempFolder();
  const plan = `base: {a: [1, 2, 3]}\ngrid: {s: {from: 0, to: 1, num: ${POINTS}}}\n`;
  await Deno.writeTextFile(join(folder.path, "plan.yaml"), plan);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const output = ["--output-path", `round${round}`];
    times.push(
      await wholeProcess(BINARY, {
        args: ["sweep", join(ROOT, "bench/module"), "apply", "--over", "plan.yaml", ...output],
        cwd: folder.path,
      }),
    );
  }
  return {
    work: "a sweep over 10,000 points, whole process, each point",
    unit: "ms",
    upstream: null,
    tessera: median(times) * 1_000 / POINTS,
    wantedRatio: null,
    bound: BOUND_MS,
    moreIsBetter: false,
  };
}
