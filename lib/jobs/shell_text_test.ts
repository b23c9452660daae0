import assert from "node:assert/strict";
import { exportLines, quoteWord } from "./shell_text.ts";

const HOSTILE = [
  "",
  "it's",
  "''",
  '"$(touch x)`y`"',
  "a\nb\n",
  "\\'\\",
  "-n",
  "!*?[~{a,b}",
  "größe 🧪",
  "\x01\x7f\t\r",
];

Deno.test("quoteWord() makes words that a shell gives back as they were", async () => {
  const line = `printf '%s\\0' ${HOSTILE.map(quoteWord).join(" ")}`;
  assert.deepEqual(await wordsOf(line), HOSTILE);
});

Deno.test("exportLines() sets variables to exactly their values", async () => {
  const variables = Object.fromEntries(HOSTILE.map((value, k) => [`HOSTILE_${k}`, value]));
  const names = Object.keys(variables).map((name) => `"$${name}"`).join(" ");
  assert.deepEqual(
    await wordsOf(`${exportLines(variables)}printf '%s\\0' ${names}`),
    HOSTILE,
  );
});

Deno.test("quoteWord() and exportLines() refuse NUL, and show no value of a variable", () => {
  assert.throws(() => quoteWord("a\0b"), { code: "bad_input", message: /NUL/ });
  assert.throws(() => exportLines({ KEY: "hidden\0" }), (error: Error) => {
    assert.match(error.message, /"KEY"/);
    assert.doesNotMatch(error.message, /hidden/);
    return true;
  });
});

Deno.test("exportLines() refuses names that bash cannot export as they are", () => {
  for (const name of ["", "1A", "A-B", "A B", "A=", "UID", "RANDOM", "BASHPID", "SHELLOPTS"]) {
    assert.throws(() => exportLines({ [name]: "x" }), { code: "bad_input" }, name);
  }
});

async function wordsOf(line: string): Promise<string[]> {
  const { stdout } = await new Deno.Command("bash", { args: ["-c", line] }).output();
  return new TextDecoder().decode(stdout).split("\0").slice(0, -1);
}
