/** One job as scontrol shows it: the only place with the exit code of a job that has just ended. @module */

import type { JobDetails } from "./controller.ts";
import { given, readExitCode } from "./listing.ts";

/** Arguments that show one job, or one task of an array (`12_3`), on one line. */
export function scontrolArguments(id: string, cluster?: string): string[] {
  const clusters = cluster === undefined ? [] : [`--clusters=${cluster}`];
  return [...clusters, "--oneliner", "show", "job", id];
}

/** Reads the first line that `scontrol show job` printed. */
export function parseScontrol(text: string): JobDetails {
  const [line = ""] = text.split("\n", 1);
  const value = (name: string) => new RegExp(` ${name}=(\\S*)`).exec(line)?.[1];
  const restarts = value("Restarts");
  return given({
    ...readExitCode(value("ExitCode")),
    restarts: restarts === undefined ? undefined : Number(restarts),
  });
}
