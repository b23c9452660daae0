/** Options of both commands that check gradients, under upstream's names. @module */

import { Command } from "commander";
import { collect, integerOption, numberOption } from "./config_options.ts";

const MAX_COUNT = 1_000_000_000;

/** A command with the payload argument still missing: only its options. */
// deno-lint-ignore explicit-module-boundary-types -- the type is what commander infers
export function gradientCommand() {
  return new Command()
    .option("--input-paths <path>", "check only this input (repeatable)", collect)
    .option("--output-paths <path>", "check only this output (repeatable)", collect)
    .option("--endpoints <name>", "check only this endpoint (repeatable)", collect)
    .option("--eps <step>", "absolute step of the differences", numberOption("--eps", 0), 1e-4)
    .option("--eps-for <path=step>", "another step for one input (repeatable)", collect)
    .option("--rtol <ratio>", "relative tolerance", numberOption("--rtol", 0), 0.1)
    .option("--max-evals <n>", "elements to check", count("--max-evals"), 1_000)
    .option(
      "--max-output-samples <n>",
      "elements of an output to sweep in vector_jacobian_product",
      count("--max-output-samples"),
    )
    .option("--max-failures <n>", "failures to show", count("--max-failures"), 10)
    .option("--seed <n>", "seed of the choice of elements", integerOption("--seed", 0, 0xffff_ffff))
    .option("--show-progress", "show progress on a terminal", true)
    .option("--no-show-progress", "show no progress");
}

/** What commander gathers from these options. */
export interface GradientOptionValues {
  readonly inputPaths?: string[] | undefined;
  readonly outputPaths?: string[] | undefined;
  readonly endpoints?: string[] | undefined;
  readonly eps: number;
  readonly epsFor?: string[] | undefined;
  readonly rtol: number;
  readonly maxEvals: number;
  readonly maxOutputSamples?: number | undefined;
  readonly maxFailures: number;
  readonly seed?: number | undefined;
  readonly showProgress: boolean;
}

function count(flag: string): (text: string) => number {
  return integerOption(flag, 1, MAX_COUNT);
}
