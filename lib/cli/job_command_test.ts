import assert from "node:assert/strict";
import { configWords, flagWords, interpreterWord } from "./job_command.ts";
import { refusePlacementOptions } from "./scheduler_options.ts";

Deno.test("flagWords() attaches values, so that none is taken for an option", () => {
  const words = flagWords({ "--a": "-x y", "--b": true, "--c": undefined, "--d": 0, "--e": false });
  assert.deepEqual(words, ["--a=-x y", "--b", "--d=0"]);
});

Deno.test("configWords() makes folders absolute and leaves other storage alone", () => {
  assert.deepEqual(configWords({ inputPath: "in", outputPath: "s3://bucket/out", name: "n" }), [
    "--name=n",
    `--input-path=${Deno.cwd()}/in`,
    "--output-path=s3://bucket/out",
  ]);
});

Deno.test("refusePlacementOptions() names an option that describes a job where there is none", () => {
  refusePlacementOptions({ timeout: 5, debug: true });
  assert.throws(() => refusePlacementOptions({ cpusPerTask: 2 }), {
    code: "usage",
    message: /^Cannot use --cpus-per-task without --on/,
  });
});

Deno.test("interpreterWord() keeps a name that is looked for on the PATH of the node", () => {
  assert.equal(interpreterWord("python3"), "python3");
  assert.equal(interpreterWord("venv/bin/python"), `${Deno.cwd()}/venv/bin/python`);
  assert.equal(interpreterWord(undefined), undefined);
});
