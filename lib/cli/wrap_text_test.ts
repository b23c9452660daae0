import assert from "node:assert/strict";
import { wrapText } from "./wrap_text.ts";

Deno.test("wrapText() breaks long lines between words and indents what follows", () => {
  assert.equal(
    wrapText("Error: one two three four five six seven\n  a b\n", 30),
    "Error: one two three four five\n  six seven\n  a b\n",
  );
  assert.equal(
    wrapText("    an indented line that is too long", 30),
    "    an indented line that is\n      too long",
  );
});

Deno.test("wrapText() keeps words whole, however long", () => {
  const path = `/home/${"x".repeat(50)}`;
  assert.equal(wrapText(`Error: ${path} is missing`, 30), `Error:\n  ${path}\n  is missing`);
});

Deno.test("wrapText() leaves alone what has a form of its own", () => {
  for (
    const line of [
      "    at apply (file:///home/me/a/tesseract_api.ts:3:9)",
      "  3 | export const InputSchema = z.object({ act z.string() });",
      "        1                   3.0                   3.5",
      "\r\x1b[KChecking jacobian: 1 of 100 (0 failed) and so on",
    ]
  ) assert.equal(wrapText(line, 30), line);
});

Deno.test("wrapText() does nothing where there is no terminal, or hardly one", () => {
  const line = "Error: one two three four five six seven";
  assert.equal(wrapText(line, undefined), line);
  assert.equal(wrapText(line, 10), line);
});
