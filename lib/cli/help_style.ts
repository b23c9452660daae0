/** How help looks. @module */

import type { Help } from "commander";

/** Narrower than this, a description stands better below its term than beside it. */
const MIN_DESCRIPTION_COLUMNS = 40;
const GAP_COLUMNS = 4;
const BELOW_INDENT = "      ";

/** For `configureHelp()`: terms and descriptions side by side, below one another on narrow terminals. */
export const HELP_STYLE: Partial<Help> = {
  formatItem(this: Help, term, termWidth, description, helper) {
    const columns = helper.helpWidth ?? 80;
    if (description === "") return `  ${term}`;
    if (columns - termWidth - GAP_COLUMNS >= MIN_DESCRIPTION_COLUMNS) {
      const lines = helper.boxWrap(description, columns - termWidth - GAP_COLUMNS).split("\n");
      const indent = " ".repeat(termWidth + GAP_COLUMNS);
      return `  ${term.padEnd(termWidth)}  ${lines.join(`\n${indent}`)}`;
    }
    const lines = helper.boxWrap(description, columns - BELOW_INDENT.length).split("\n");
    return `  ${term}\n${BELOW_INDENT}${lines.join(`\n${BELOW_INDENT}`)}`;
  },
};
