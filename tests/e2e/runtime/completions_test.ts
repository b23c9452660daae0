/** The scripts of `tessera completions` in real shells; a shell that is not there is left out. */

import assert from "node:assert/strict";
import { needs } from "../../requirements.ts";
import { runExecutable, runProgram } from "../support/executable.ts";
import { tempFolder } from "../support/temp_folder.ts";

/** Lines as typed so far, and what may come next. */
const CASES: Readonly<Record<string, readonly string[]>> = {
  "tessera che": ["check", "check-gradients"],
  "tessera run . ap": ["apply"],
  "tessera run . apply inp": ["inputs"],
  "tessera run . apply @inp": ["@inputs"],
  "tessera run --output-form": ["--output-format"],
  "tessera run --output-format json+": ["json+base64", "json+binref"],
  "tessera serve --port 80 inp": ["inputs"],
  "tessera init --language p": ["python"],
  "tessera completions f": ["fish"],
  "tessera help se": ["serve"],
  "tessera run --timeout in": [],
};

/** Completes every line given as an argument; one line of output each, words separated by spaces. */
const DRIVERS = {
  bash: `source ./script
for line in "$@"; do
  COMP_LINE=$line; read -ra COMP_WORDS <<<"$line"; COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
  COMPREPLY=(); _tessera; echo "\${COMPREPLY[*]}"
done`,
  fish: `source ./script
for line in $argv; echo (complete -C "$line" | string replace -r '\\t.*' '' | string trim -rc /); end`,
} as const;

for (const shell of ["bash", "fish"] as const) {
  Deno.test({
    name: `tessera completions ${shell} completes commands, options, values and files`,
    ...needs("executable", "shells"),
    fn: async () => {
      await using folder = await tempFolder();
      await writeScript(shell, folder.path);
      await Deno.mkdir(`${folder.path}/inputs`);
      const lines = Object.keys(CASES);
      const args = ["-c", DRIVERS[shell], ...(shell === "bash" ? ["bash"] : []), ...lines];
      const { code, stdout, stderr } = await runProgram(shell, args, { cwd: folder.path });
      assert.equal(code, 0, stderr);
      const answers = stdout.split("\n").slice(0, lines.length)
        .map((line) => line.split(" ").filter((word) => word !== "").sort());
      assert.deepEqual(Object.fromEntries(lines.map((line, at) => [line, answers[at]])), CASES);
    },
  });
}

Deno.test({
  name: "tessera completions zsh prints what zsh can read",
  ...needs("executable", "shells"),
  fn: async () => {
    await using folder = await tempFolder();
    await writeScript("zsh", folder.path);
    const { code, stderr } = await runProgram("zsh", ["-n", "script"], { cwd: folder.path });
    assert.equal(code, 0, stderr);
  },
});

Deno.test({
  name: "tessera completions names the shells it knows",
  ...needs("executable"),
  fn: async () => {
    const { code, stderr } = await runExecutable(["completions", "tcsh"]);
    assert.equal(code, 2);
    assert.match(stderr, /bash, zsh, fish/);
  },
});

async function writeScript(shell: string, folder: string): Promise<void> {
  const { code, stdout, stderr } = await runExecutable(["completions", shell]);
  assert.equal(code, 0, stderr);
  await Deno.writeTextFile(`${folder}/script`, stdout);
}
