/** Jobs as sacct lists them: the accounting database, complete but some seconds late. @module */

import {
  type Fields,
  given,
  type ListedJob,
  readExitCode,
  readJobId,
  readTimeMs,
  splitLines,
} from "./listing.ts";

const FIELDS = ["jobid", "state", "exitcode", "nodelist", "submit", "start", "end"] as const;

/** Arguments that list the given jobs without their steps, in their latest life. */
export function sacctArguments(numbers: readonly string[], cluster?: string): string[] {
  return [
    "--noheader",
    "--allocations",
    "--parsable2",
    `--jobs=${numbers.join(",")}`,
    `--format=${FIELDS.join(",")}`,
    ...(cluster === undefined ? [] : [`--clusters=${cluster}`]),
  ];
}

/**
 * Reads what sacct printed.
 *
 * @param names What each field of a line is, in lower case.
 */
export function parseSacct(text: string, names: readonly string[] = FIELDS): ListedJob[] {
  return splitLines(text, names).flatMap((fields) => {
    const id = readJobId(fields.get("jobid") ?? "");
    return id === undefined ? [] : [{ ...id, ...readFields(fields) }];
  });
}

function readFields(fields: Fields): Omit<ListedJob, "number"> {
  return given({
    word: fields.get("state") ?? "",
    // its own Reason is why the job waited once, not why it ended
    reason: "",
    nodeList: fields.get("nodelist") ?? "",
    submittedMs: readTimeMs(fields.get("submit")),
    startedMs: readTimeMs(fields.get("start")),
    endedMs: readTimeMs(fields.get("end")),
    ...readExitCode(fields.get("exitcode")),
  });
}
