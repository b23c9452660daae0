/** What `tessera doctor` does. @module */

import type { Finding } from "../../doctor/finding.ts";
import { examine } from "../../doctor/registry.ts";
import { thisMachine } from "../../doctor/this_machine.ts";
import { EXIT } from "../exit.ts";
import { type CliIo, writeOutText } from "../io.ts";
import { countOf, formatTable, writeJson, writeNote } from "../output.ts";

/** Prints what was found; 1 when something is lacking that every module needs. */
export async function examineMachine(
  options: { json?: true | undefined },
  io: CliIo,
): Promise<number> {
  const findings = await examine(thisMachine(io.env));
  const lacking = findings.filter(({ isFound, isNeeded }) => !isFound && isNeeded);
  if (options.json) writeJson(io, { isReady: lacking.length === 0, findings });
  else {
    writeOutText(io, formatTable(findings.map(rowOf)) + remediesOf(findings));
    const missing = `${countOf(lacking.length, "thing")} lacking that modules in TypeScript need`;
    writeNote(
      io,
      lacking.length === 0 ? "Everything that modules in TypeScript need is there" : missing,
    );
  }
  return lacking.length === 0 ? EXIT.ok : EXIT.failed;
}

function rowOf({ name, isFound, isNeeded, detail, why }: Finding): string[] {
  const state = isFound ? "found" : isNeeded ? "LACKING" : "lacking";
  return [state, name, why, detail];
}

/** What to do, below the table: the lines would be too long inside it. */
function remediesOf(findings: readonly Finding[]): string {
  const rows = findings.flatMap(({ name, remedy }) => remedy === undefined ? [] : [[name, remedy]]);
  return rows.length === 0 ? "" : `\nWhat to do about what is lacking:\n${formatTable(rows)}`;
}
