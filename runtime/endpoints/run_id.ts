/** The id of a run, which becomes the name of a folder. @module */

import type { ErrorItem } from "../schema/error_item.ts";
import { runIdProblem } from "../tracking/run_name.ts";

/**
 * Checks an id that a client chose. Upstream takes any text, also one that leaves the output path;
 * here whatever is not one plain folder name is refused.
 *
 * @returns The error to answer with, or undefined when the id is usable.
 */
export function runIdFault(runId: string): ErrorItem | undefined {
  const problem = runIdProblem(runId);
  if (problem === undefined) return undefined;
  return {
    type: "value_error",
    loc: ["query", "run_id"],
    msg: `Value error, run_id ${problem}`,
    input: runId,
    ctx: { error: {} },
  };
}
