/**
 * Writes the references that are made from the sources: `deno task docs [--api]`.
 *
 * `docs/commands.md` comes from the definitions of the commands. With `--api` the reference of what authors
 * import as "tessera" is written to `dist/api`, as pages for a browser.
 *
 * @module
 */

import process from "node:process";
import { parseArgs } from "node:util";
import { captureIo } from "../lib/cli/captured_io.ts";
import { runCli } from "../lib/cli/program.ts";
import { COMMANDS } from "../lib/cli/registry.ts";
import { ROOT, stream } from "./process.ts";
import { note } from "./terminal.ts";

/** The page, relative to the repository's root. */
export const REFERENCE_PATH = "docs/commands.md";

const API_FOLDER = "dist/api";
const INTRODUCTION = `# Commands

What \`tessera --help\` and \`tessera COMMAND --help\` print. This page is made by \`./denow task docs\`.

TARGET is a module's file or folder or, where the command says so, the URL of a served module. Exit codes are explained in [errors.md](errors.md), shells complete commands and options after [\`tessera completions\`](#tessera-completions).
`;

/** The text of the page, as formatted by `deno fmt`. */
export async function commandReference(): Promise<string> {
  using _width = plainWidth();
  const sections = [INTRODUCTION, section("tessera", await helpOf([]))];
  for (const words of await commandWords()) {
    sections.push(section(["tessera", ...words].join(" "), await helpOf(words)));
  }
  return sections.join("\n");
}

/** Every command, those of groups after their group. */
async function commandWords(): Promise<string[][]> {
  const cli = { io: captureIo(), exitCode: 0 };
  const words: string[][] = [];
  for (const { name, load } of COMMANDS) {
    const { commands } = (await load()).define(cli);
    words.push([name], ...commands.map((command) => [name, command.name()]));
  }
  return words;
}

/** Help is as wide as the terminal, if there is one; the page must not depend on who makes it. */
function plainWidth(): Disposable {
  const { isTTY } = process.stdout;
  process.stdout.isTTY = false;
  return { [Symbol.dispose]: () => void (process.stdout.isTTY = isTTY) };
}

async function helpOf(words: readonly string[]): Promise<string> {
  const io = captureIo();
  await runCli([...words, "--help"], io);
  return io.out().replace(/[ \t]+$/gm, "").trim();
}

function section(title: string, help: string): string {
  return `## ${title}\n\n\`\`\`text not-run: printed by --help\n${help}\n\`\`\`\n`;
}

async function writeApiReference(): Promise<void> {
  const argv = [Deno.execPath(), "doc", "--html", "--name=tessera", `--output=${API_FOLDER}`];
  const { code } = await stream([...argv, "mod.ts"]);
  if (code !== 0) throw new Error(`Cannot write ${API_FOLDER}: deno doc ended with code ${code}`);
  note(`${API_FOLDER}/index.html`);
}

if (import.meta.main) {
  const { values } = parseArgs({ args: Deno.args, options: { api: { type: "boolean" } } });
  await Deno.writeTextFile(`${ROOT}/${REFERENCE_PATH}`, await commandReference());
  note(REFERENCE_PATH);
  if (values.api === true) await writeApiReference();
}
