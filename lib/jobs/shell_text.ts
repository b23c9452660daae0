/** Text for a POSIX shell: words that arrive byte for byte, whatever is in them. @module */

import { TesseraError } from "../core/errors.ts";

const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Variables that bash keeps for itself: an assignment fails, or reads back as something else. */
const KEPT_BY_BASH: ReadonlySet<string> = new Set([
  "BASHOPTS",
  "BASHPID",
  "BASH_ARGC",
  "BASH_ARGV",
  "BASH_ARGV0",
  "BASH_COMMAND",
  "BASH_LINENO",
  "BASH_SOURCE",
  "BASH_SUBSHELL",
  "BASH_VERSINFO",
  "COMP_WORDBREAKS",
  "DIRSTACK",
  "EPOCHREALTIME",
  "EPOCHSECONDS",
  "EUID",
  "FUNCNAME",
  "GROUPS",
  "HISTCMD",
  "LINENO",
  "OPTIND",
  "PPID",
  "RANDOM",
  "SECONDS",
  "SHELLOPTS",
  "SRANDOM",
  "UID",
  "_",
]);

/**
 * One word for the shell: in single quotes, where nothing has a meaning but the quote itself.
 *
 * @throws {TesseraError} `bad_input` for a NUL, which no argument or variable can hold.
 * @example A quote and a command that must not run
 * ```ts
 * import { quoteWord } from "./shell_text.ts";
 * import assert from "node:assert/strict";
 * assert.equal(quoteWord("it's $(date)"), `'it'\\''s $(date)'`);
 * ```
 */
export function quoteWord(text: string): string {
  if (text.includes("\0")) {
    throw new TesseraError(
      "bad_input",
      `Cannot pass ${JSON.stringify(text)} to a program: it contains a NUL character`,
      { hint: "Remove it; arguments and variables end at a NUL" },
    );
  }
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * Lines that set variables for what the shell starts, each with its line end.
 *
 * @throws {TesseraError} `bad_input` for a name that a shell cannot export; the message never shows a value.
 */
export function exportLines(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables).map(([name, value]) => {
    refuseVariableName(name);
    if (value.includes("\0")) {
      throw new TesseraError("bad_input", `Cannot set "${name}": its value has a NUL character`);
    }
    return `export ${name}=${quoteWord(value)}\n`;
  }).join("");
}

function refuseVariableName(name: string): void {
  if (!VARIABLE_NAME.test(name)) {
    throw new TesseraError(
      "bad_input",
      `Cannot set ${JSON.stringify(name)}: it is no name of a variable`,
      { hint: "Use letters, digits and underscores, and no digit first" },
    );
  }
  if (KEPT_BY_BASH.has(name)) {
    throw new TesseraError("bad_input", `Cannot set "${name}": bash keeps that name for itself`, {
      hint: "Choose another name",
    });
  }
}
