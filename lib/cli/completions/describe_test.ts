import assert from "node:assert/strict";
import { captureIo } from "../captured_io.ts";
import { COMMANDS } from "../registry.ts";
import { describeCommands } from "./describe.ts";

Deno.test("describeCommands() lists every command, and help", async () => {
  const names = (await describeCommands(captureIo())).map(({ name }) => name);
  assert.deepEqual(names, [...COMMANDS.map(({ name }) => name), "help"]);
});

Deno.test("describeCommands() tells files, folders, choices and other values apart", async () => {
  const run = (await describeCommands(captureIo())).find(({ name }) => name === "run");
  const values = Object.fromEntries(run?.options.map(({ long, value }) => [long, value]) ?? []);
  assert.deepEqual(values["--output-path"], { kind: "folder" });
  assert.deepEqual(values["--token-file"], { kind: "file" });
  assert.deepEqual(values["--compression"], { kind: "choices", words: ["lz4"] });
  assert.deepEqual(values["--timeout"], { kind: "other" });
  assert.equal(values["--help"], undefined);
  assert.deepEqual(run?.positionals.map(({ kind }) => kind), ["file", "choices", "file"]);
});

Deno.test("describeCommands() offers the commands of a group first, and the options of all of them", async () => {
  const jobs = (await describeCommands(captureIo())).find(({ name }) => name === "jobs");
  const [first] = jobs?.positionals ?? [];
  assert.equal(jobs?.positionals.length, 1);
  assert.ok(first?.kind === "choices" && first.words.includes("logs"), Deno.inspect(first));
  const names = jobs?.options.map(({ long }) => long) ?? [];
  assert.ok(names.includes("--follow") && names.includes("--older-than"), names.join());
  assert.equal(new Set(names).size, names.length);
});
