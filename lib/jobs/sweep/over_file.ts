/** The file that says which points a sweep has. @module */

import { extname } from "node:path";
import { parseDocument } from "yaml";
import { TesseraError } from "../../core/errors.ts";
import { findNearestName } from "../../core/nearest_name.ts";
import { csvPoints, jsonLinesPoints } from "./listed_points.ts";
import { readPlan } from "./plan.ts";
import type { Points } from "./points.ts";

const READERS: Readonly<Record<string, (text: string) => Points>> = {
  ".yaml": yamlPoints,
  ".yml": yamlPoints,
  ".json": yamlPoints, // every JSON text is a YAML text
  ".jsonl": jsonLinesPoints,
  ".ndjson": jsonLinesPoints,
  ".csv": csvPoints,
};

/**
 * The points in a file; its ending says how to read it.
 *
 * @param name The file as the user wrote it, for messages and for its ending.
 * @throws {TesseraError} `bad_input` that names the file and the place in it.
 */
export function readPoints(name: string, text: string): Points {
  const ending = overEnding(name);
  try {
    return READERS[ending]?.(text) ?? yamlPoints(text);
  } catch (error) {
    if (!(error instanceof TesseraError)) throw error;
    throw new TesseraError(error.code, `${error.message} (in "${name}")`, {
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      cause: error.cause,
    });
  }
}

/**
 * The ending of a file of points.
 *
 * @throws {TesseraError} `bad_input` for one that is not known.
 */
export function overEnding(name: string): string {
  const ending = extname(name).toLowerCase();
  const known = Object.keys(READERS);
  if (known.includes(ending)) return ending;
  const nearest = findNearestName(ending, known);
  throw new TesseraError(
    "bad_input",
    `Cannot read points from "${name}": expected a file that ends in ${known.join(", ")}`,
    {
      hint: nearest === undefined ? "docs/sweep.md has all of them" : `Did you mean "${nearest}"?`,
    },
  );
}

/**
 * The text of a file of points.
 *
 * @throws {TesseraError} `not_found` or `bad_input` when it cannot be read.
 */
export async function readOverFile(path: string): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await Deno.readFile(path));
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) {
      throw new TesseraError("not_found", `Cannot read points: found no file "${path}"`, {
        hint: "Name a file with --over",
        cause,
      });
    }
    const reason = cause instanceof TypeError ? "it is not UTF-8 text" : "it cannot be read";
    throw new TesseraError("bad_input", `Cannot read points from "${path}": ${reason}`, { cause });
  }
}

function yamlPoints(text: string): Points {
  const document = parseDocument(text, { prettyErrors: true });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) {
    const [summary = ""] = problem.message.split("\n");
    throw new TesseraError("bad_input", `Cannot read the plan: ${summary.replace(/:$/, "")}`, {
      hint: "The grammar of plans is in docs/sweep.md",
    });
  }
  return readPlan(document.toJS());
}
