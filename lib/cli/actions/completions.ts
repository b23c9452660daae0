/** What `tessera completions` does. @module */

import { bashScript } from "../completions/bash.ts";
import { type CommandWords, describeCommands } from "../completions/describe.ts";
import { fishScript } from "../completions/fish.ts";
import { zshScript } from "../completions/zsh.ts";
import { EXIT } from "../exit.ts";
import { type CliIo, writeOutText } from "../io.ts";

/** The shells, and how a script is written for each. */
const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const satisfies Record<
  string,
  (commands: readonly CommandWords[]) => string
>;

/** Prints the script for a shell. */
export async function printCompletions(shell: keyof typeof SCRIPTS, io: CliIo): Promise<number> {
  writeOutText(io, SCRIPTS[shell](await describeCommands(io)));
  return EXIT.ok;
}
