/** `tessera completions` @module */

import { Argument, Command, type CommandUnknownOpts } from "commander";
import { type CliContext, runs } from "../command_file.ts";

/** Defines the command. */
export function define(cli: CliContext): CommandUnknownOpts {
  return new Command()
    .description("Print a script that makes a shell complete commands, options and files.")
    .addArgument(
      new Argument("<SHELL>", "the shell it is for").choices(["bash", "zsh", "fish"] as const),
    )
    .addHelpText("after", INSTALL)
    .action(runs(cli, async (shell) => {
      const { printCompletions } = await import("../actions/completions.ts");
      return await printCompletions(shell, cli.io);
    }));
}

const INSTALL = `
Install:
  bash  tessera completions bash > ~/.local/share/bash-completion/completions/tessera
  zsh   tessera completions zsh > ~/.zfunc/_tessera    (with fpath+=~/.zfunc before compinit)
  fish  tessera completions fish > ~/.config/fish/completions/tessera.fish

For one session of bash: source <(tessera completions bash)
`;
