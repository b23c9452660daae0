import assert from "node:assert/strict";
import { Command } from "commander";
import { HELP_STYLE } from "./help_style.ts";

function helpAt(columns: number): string {
  return new Command("tessera")
    .helpOption("-h, --help", "show this")
    .option("--a-rather-long-option <value>", "a description that needs more than one line of help")
    .configureHelp({ ...HELP_STYLE, helpWidth: columns })
    .helpInformation();
}

Deno.test("HELP_STYLE puts descriptions beside their terms where there is room", () => {
  assert.ok(
    helpAt(80).includes(
      "  --a-rather-long-option <value>  a description that needs more than one line of\n" +
        "                                  help\n" +
        "  -h, --help                      show this\n",
    ),
    helpAt(80),
  );
});

Deno.test("HELP_STYLE puts descriptions below their terms on narrow terminals", () => {
  assert.ok(
    helpAt(50).includes(
      "  --a-rather-long-option <value>\n      a description that needs more than one line\n" +
        "      of help\n  -h, --help\n      show this\n",
    ),
    helpAt(50),
  );
});
