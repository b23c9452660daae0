/** The id of a run, which becomes the name of a folder. @module */

import type { ErrorItem } from "../schema/error_item.ts";

/** `run_<id>` must fit the 255 bytes that file systems allow. */
const MAX_RUN_ID_BYTES = 240;

/**
 * Checks an id that a client chose. Upstream takes any text, also one that leaves the output path;
 * here whatever is not one plain folder name is refused.
 *
 * @returns The error to answer with, or undefined when the id is usable.
 */
export function runIdFault(runId: string): ErrorItem | undefined {
  const problem = problemOf(runId);
  if (problem === undefined) return undefined;
  return {
    type: "value_error",
    loc: ["query", "run_id"],
    msg: `Value error, run_id ${problem}`,
    input: runId,
    ctx: { error: {} },
  };
}

function problemOf(runId: string): string | undefined {
  if (/[/\\]/.test(runId)) return "must not contain path separators";
  if (runId.includes("..")) return 'must not contain ".."';
  if (/\p{Cc}/u.test(runId)) return "must not contain control characters";
  if (new TextEncoder().encode(runId).byteLength > MAX_RUN_ID_BYTES) {
    return `must not be longer than ${MAX_RUN_ID_BYTES} bytes`;
  }
  return undefined;
}
