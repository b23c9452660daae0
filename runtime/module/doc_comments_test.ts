import assert from "node:assert/strict";
import { docComments } from "./doc_comments.ts";

const NAMES = ["apply", "jacobian", "abstract_eval"];

Deno.test("docComments() takes the text before the tags", () => {
  const source = `/** The module. @module */
/** One line. */
export async function apply(x: number) {}
/**
 * Two lines,
 *   the second indented.
 *
 * @returns nothing
 */
export const jacobian = (): void => {};
`;
  assert.deepEqual(docComments(source, NAMES), {
    apply: "One line.",
    jacobian: "Two lines,\n  the second indented.",
  });
});

Deno.test("docComments() finds functions that are exported under another name", () => {
  const source = `/** Inner. */\nfunction run() {}\nexport { other, run as apply };`;
  assert.deepEqual(docComments(source, NAMES), { apply: "Inner." });
});

Deno.test("docComments() leaves out what has no doc comment of its own", () => {
  const source = `/** Of a helper. */
const helper = 1;
export function apply() {}
/* plain */ export function jacobian() {}
/** Of another. */
export function abstract_evaluate() {}
/** @private */
export function abstract_eval() {}`;
  assert.deepEqual(docComments(source, NAMES), {});
});
