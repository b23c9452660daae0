import assert from "node:assert/strict";
import { Command } from "commander";
import { TesseraError } from "../core/errors.ts";
import { parseCommandLine, tame } from "./command_line.ts";
import { inspectOptions, inspectSetup, parseInspectAddress } from "./inspect_options.ts";

Deno.test("parseInspectAddress() fills in what is left out", () => {
  const parse = parseInspectAddress("--inspect");
  const cases: [string, string, number][] = [
    ["", "127.0.0.1", 9229],
    ["0", "127.0.0.1", 0],
    ["9230", "127.0.0.1", 9230],
    [":9230", "127.0.0.1", 9230],
    ["localhost", "localhost", 9229],
    ["0.0.0.0:1", "0.0.0.0", 1],
    ["[::1]:9229", "::1", 9229],
  ];
  for (const [text, host, port] of cases) assert.deepEqual(parse(text), { host, port }, text);
});

Deno.test("parseInspectAddress() refuses what is no address", () => {
  for (const text of ["127.0.0.1:70000", "70000", "a b", "./solver", "::1", "http://x:1"]) {
    assert.throws(
      () => parseInspectAddress("--inspect-wait")(text),
      (error) =>
        error instanceof TesseraError && error.code === "usage" &&
        error.message === `Cannot read --inspect-wait: found "${text}", expected HOST:PORT` &&
        error.hint?.includes("--inspect-wait=127.0.0.1:9229") === true,
      text,
    );
  }
});

Deno.test("an option with an optional value leaves the argument behind it alone", async () => {
  const setups: unknown[] = [];
  const parse = async (argv: string[]) => {
    const command = new Command().argument("<TARGET>").argument("[PAYLOAD]")
      .addOption(inspectOptions.inspect()).addOption(inspectOptions.inspectWait())
      .action((target, payload, options) => {
        setups.push([target, payload, inspectSetup(options)]);
      });
    tame(command, () => {});
    await parseCommandLine(command, argv, "tessera test");
  };
  await parse(["--inspect", "solver"]);
  await parse(["solver", "--inspect-wait=0.0.0.0:7"]);
  await parse(["solver", "--", "--inspect"]);
  assert.deepEqual(setups, [
    ["solver", undefined, { host: "127.0.0.1", port: 9229, waits: false }],
    ["solver", undefined, { host: "0.0.0.0", port: 7, waits: true }],
    ["solver", "--inspect", undefined],
  ]);
  await assert.rejects(parse(["solver", "--inspect", "--inspect-wait"]), TesseraError);
});
