/** `tessera jobs`: the group of commands for submitted jobs. @module */

import { Command, type CommandUnknownOpts } from "commander";
import { TesseraError } from "../../core/errors.ts";
import type { CliContext } from "../command_file.ts";
import { cancelCommand } from "./jobs/cancel.ts";
import { cleanCommand } from "./jobs/clean.ts";
import { listCommand } from "./jobs/list.ts";
import { logsCommand } from "./jobs/logs.ts";
import { showCommand } from "./jobs/show.ts";
import { urlCommand } from "./jobs/url.ts";
import { waitCommand } from "./jobs/wait.ts";

/** In the order of the help text. */
const SUBCOMMANDS: readonly ((cli: CliContext) => CommandUnknownOpts)[] = [
  listCommand,
  showCommand,
  waitCommand,
  logsCommand,
  cancelCommand,
  urlCommand,
  cleanCommand,
];

/** Defines the group. */
export function define(cli: CliContext): CommandUnknownOpts {
  const group: CommandUnknownOpts = new JobsGroup()
    .description("List, follow and end the jobs that were submitted with tessera.")
    .helpCommand(false)
    .addHelpText(
      "after",
      "\nJOB is a job's id, or as much of its beginning as no other job has.\n",
    );
  for (const subcommand of SUBCOMMANDS) group.addCommand(subcommand(cli));
  return group;
}

/** Without a subcommand there is nothing to do, and commander would show the help as if it were an error. */
class JobsGroup extends Command {
  override help(): never {
    const names = this.commands.map((command) => command.name()).join(", ");
    throw new TesseraError("usage", 'Cannot run "jobs": found no command after it', {
      hint: `Add one of ${names}, or see "tessera jobs --help"`,
    });
  }
}
