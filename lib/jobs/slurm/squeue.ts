/** Jobs as squeue lists them: the controller's memory, where those that ended stay for some minutes. @module */

import {
  type Fields,
  given,
  type ListedJob,
  readJobId,
  readTimeMs,
  splitLines,
} from "./listing.ts";

/** Fields and squeue's letters for them; what users may have named stands last. */
const LETTERS = {
  id: "%i",
  state: "%T",
  reason: "%r",
  nodes: "%N",
  submitted: "%V",
  start: "%S",
  end: "%e",
} as const;

/** Arguments that list the given jobs, or all of the user's; one line for each task of an array. */
export function squeueArguments(numbers: readonly string[] | "all", cluster?: string): string[] {
  return [
    "--noheader",
    "--array",
    "--states=all",
    numbers === "all" ? "--me" : `--jobs=${numbers.join(",")}`,
    `--format=${Object.values(LETTERS).join("|")}`,
    ...(cluster === undefined ? [] : [`--clusters=${cluster}`]),
  ];
}

/**
 * Reads what squeue printed.
 *
 * @param names What each field of a line is; the names that are read are those above.
 */
export function parseSqueue(
  text: string,
  names: readonly string[] = Object.keys(LETTERS),
): ListedJob[] {
  return splitLines(text, names).flatMap((fields) => {
    const id = readJobId(fields.get("id") ?? "");
    return id === undefined ? [] : [{ ...id, ...readFields(fields) }];
  });
}

function readFields(fields: Fields): Omit<ListedJob, "number"> {
  return given({
    word: fields.get("state") ?? "",
    reason: fields.get("reason") ?? "",
    nodeList: fields.get("nodes") ?? "",
    submittedMs: readTimeMs(fields.get("submitted")),
    startedMs: readTimeMs(fields.get("start")),
    endedMs: readTimeMs(fields.get("end")),
  });
}
