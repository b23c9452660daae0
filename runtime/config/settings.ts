/** How each setting is read from text, for environment variables and options alike. @module */

import { findNearestName } from "../../lib/core/nearest_name.ts";
import { TesseraError } from "../../lib/core/errors.ts";
import type { Compression, OutputFormat, RuntimeConfig } from "./config.ts";

/** The settings that a person can choose; policies such as `allowUrls` are the commands' own. */
export type ConfigLayer = {
  -readonly [Field in Exclude<keyof RuntimeConfig, "allowAnyPath" | "allowUrls">]?:
    RuntimeConfig[Field];
};

/** All output formats, in the order in which messages list them. */
export const OUTPUT_FORMATS: readonly OutputFormat[] = ["json", "json+base64", "json+binref"];
/** All compressions. */
export const COMPRESSIONS: readonly Compression[] = ["lz4"];

/** Words for true and false, as pydantic reads them. */
const TRUE_WORDS: ReadonlySet<string> = new Set(["1", "true", "t", "yes", "y", "on"]);
const FALSE_WORDS: ReadonlySet<string> = new Set(["0", "false", "f", "no", "n", "off"]);

/**
 * Reads a boolean: 1/0, true/false, t/f, yes/no, y/n, on/off, in any case.
 *
 * @param what The name of the setting as its author spelled it, for the message.
 * @throws {TesseraError} `bad_input` for any other word.
 */
export function readBoolean(text: string, what: string): boolean {
  const word = text.trim().toLowerCase();
  if (TRUE_WORDS.has(word)) return true;
  if (FALSE_WORDS.has(word)) return false;
  throw new TesseraError("bad_input", `Cannot read ${what}: found "${text}", expected a boolean`, {
    hint: "Write one of 1, 0, true, false, yes, no, on, off",
  });
}

/**
 * Reads one of a fixed set of words.
 *
 * @throws {TesseraError} `bad_input` that lists them all.
 */
export function readChoice<Word extends string>(
  text: string,
  words: readonly Word[],
  what: string,
): Word {
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  const nearest = findNearestName(text, words);
  const expected = words.length === 1
    ? `"${words[0]}"`
    : `one of ${words.map((word) => `"${word}"`).join(", ")}`;
  throw new TesseraError(
    "bad_input",
    `Cannot read ${what}: found "${text}", expected ${expected}`,
    nearest === undefined ? {} : { hint: `Did you mean "${nearest}"?` },
  );
}
