import assert from "node:assert/strict";
import { isAsShown, readSteps } from "./doc_snippets.ts";

/** A page with one fence. */
function page(info: string, text = "x"): string {
  return `words\n\n\`\`\`${info}\n${text}\n\`\`\`\n`;
}

Deno.test("readSteps() attaches an output to the snippet before it", () => {
  const [step, ...others] = readSteps("p.md", page("sh exit=2", "false") + page("text", "no"));
  assert.deepEqual(step, {
    act: "run",
    at: "p.md:3",
    language: "sh",
    text: "false\n",
    exitCode: 2,
    output: { as: "text", text: "no\n" },
  });
  assert.deepEqual(others, []);
});

Deno.test("readSteps() saves what names a file, and skips what says why", () => {
  assert.deepEqual(
    readSteps("p.md", page("ts ignore file=a/b.ts") + page("sh not-run: no Slurm")),
    [
      { act: "save", at: "p.md:3", file: "a/b.ts", text: "x\n" },
      { act: "skip", at: "p.md:8", reason: "no Slurm" },
    ],
  );
});

for (
  const [what, text, message] of [
    ["an unknown kind", page("yaml"), /p\.md:3: the fence ```yaml is neither run/],
    ["no kind", page(""), /p\.md:3/],
    ["a module without a file", page("ts"), /neither run, nor saved/],
    ["an unknown word", page("sh fast"), /unknown words "fast"/],
    ["an output of nothing", page("text"), /no snippet that is run/],
    ["a second output", page("sh") + page("text") + page("text"), /p\.md:13/],
    ["not-run without a reason", page("sh not-run:"), /does not say why/],
    ["an indented fence", " ```sh\n ```\n", /p\.md:1: found an indented fence/],
    ["a fence without an end", "```sh\nx\n", /p\.md:1: the fence has no end/],
  ] as const
) {
  Deno.test(`readSteps() refuses ${what}`, () => {
    assert.throws(() => readSteps("p.md", text), { name: "SyntaxError", message });
  });
}

for (
  const [shown, printed, expected] of [
    ["a\nb\n", "a\nb", true],
    ["a\n", "a\nb\n", false],
    ["took … ms\n", "took 3.5 ms\n", true],
    ["took … ms\n", "took\nms\n", false],
    ["a\n…\nd\n", "a\nb\nc\nd\n", true],
    ["a\n…\n", "b\n", false],
    ["a.c\n", "abc\n", false],
  ] as const
) {
  Deno.test(`isAsShown() says ${expected} to ${JSON.stringify([shown, printed])}`, () => {
    assert.equal(isAsShown(printed, { as: "text", text: shown }), expected);
  });
}

Deno.test("isAsShown() compares JSON by value", () => {
  const shown = { as: "json", text: '{ "a": [1, 2.0], "b": null }\n' } as const;
  assert.ok(isAsShown('{"b":null,"a":[1,2]}', shown));
  assert.ok(!isAsShown('{"b":null,"a":[2,1]}', shown));
  assert.ok(!isAsShown('{"a":[1,2]}', shown));
  assert.ok(!isAsShown("none", shown));
});
