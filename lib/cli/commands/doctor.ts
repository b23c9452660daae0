/** `tessera doctor` @module */

import { Command, type CommandUnknownOpts } from "commander";
import { type CliContext, runs } from "../command_file.ts";

/** Defines the command. */
export function define(cli: CliContext): CommandUnknownOpts {
  return new Command()
    .description(
      "Show what this machine offers and lacks, and how to get what it lacks; exit code 1 when\n" +
        "something is missing that modules in TypeScript need. No network is used.",
    )
    .option("--json", "print the findings as JSON")
    .addHelpText("after", ADDRESS_SPACE)
    .action(runs(cli, async (options) => {
      const { examineMachine } = await import("../actions/doctor.ts");
      return await examineMachine(options, cli.io);
    }));
}

/** The one lack that this command cannot live to report. */
const ADDRESS_SPACE = `
When every command ends at once with "CagedHeap reservation", the address space is limited
(ulimit -v): run "ulimit -v unlimited" first, or have the scheduler limit memory instead.
`;
