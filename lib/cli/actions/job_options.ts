/** Options that have no meaning in a job. @module */

import { TesseraError } from "../../core/errors.ts";
import type { InspectOptionValues } from "../inspect_options.ts";

/** @throws {TesseraError} `usage`: nobody could attach a debugger before the job starts, or knows where to. */
export function refuseOnJobs({ inspect, inspectWait }: InspectOptionValues): void {
  const flag = inspectWait !== undefined ? "--inspect-wait" : "--inspect";
  if (inspect === undefined && inspectWait === undefined) return;
  throw new TesseraError(
    "usage",
    `Cannot use ${flag} with --on: debuggers attach to this machine`,
    {
      hint: "Debug on a node: take one interactively (salloc), and leave --on out",
    },
  );
}
