import assert from "node:assert/strict";
import { type FolderChanges, type LogSource, readLogFiles } from "./log_files.ts";
import { LogTail } from "./log_tail.ts";
import { testFolder } from "./testing.ts";

async function append(path: string, text: string): Promise<void> {
  await Deno.writeTextFile(path, text, { append: true });
}

async function allOf(tail: LogTail): Promise<string[]> {
  return (await Array.fromAsync(tail.newLines())).flat();
}

Deno.test("LogTail gives whole lines only, however the writer flushes", async () => {
  await using folder = await testFolder();
  const path = `${folder.path}/log`;
  const tail = new LogTail(path);
  assert.deepEqual(await allOf(tail), []);
  await append(path, "one\ntw");
  assert.deepEqual(await allOf(tail), ["one"]);
  await append(path, "o\n\nü"); // in two writes below
  assert.deepEqual(await allOf(tail), ["two", ""]);
  await append(path, "ber");
  assert.deepEqual(await allOf(tail), []);
  assert.equal(tail.lastPiece(), "über");
  assert.equal(tail.lastPiece(), undefined);
});

Deno.test("LogTail puts characters together that were cut in the middle", async () => {
  await using folder = await testFolder();
  const path = `${folder.path}/log`;
  const bytes = new TextEncoder().encode("größe\n");
  const tail = new LogTail(path);
  const lines: string[] = [];
  for (const byte of bytes) {
    await Deno.writeFile(path, Uint8Array.of(byte), { append: true });
    lines.push(...await allOf(tail));
  }
  assert.deepEqual(lines, ["größe"]);
});

Deno.test("LogTail starts over when the file was written anew", async () => {
  await using folder = await testFolder();
  const path = `${folder.path}/log`;
  await Deno.writeTextFile(path, "first life\nmore\n");
  const tail = new LogTail(path);
  assert.equal((await allOf(tail)).length, 2);
  await Deno.writeTextFile(path, "second\n");
  assert.deepEqual(await allOf(tail), ["second"]);
});

Deno.test("LogTail skips to the last lines, also of a long file", async () => {
  await using folder = await testFolder();
  const path = `${folder.path}/log`;
  const lines = Array.from({ length: 20_000 }, (_, k) => `line ${k}`);
  await Deno.writeTextFile(path, `${lines.join("\n")}\n`);
  for (const count of [0, 1, 2, 15_000, 20_000, 30_000]) {
    const tail = new LogTail(path);
    await tail.skipToLast(count);
    assert.deepEqual(await allOf(tail), count === 0 ? [] : lines.slice(-count), `${count}`);
  }
  await Deno.writeTextFile(path, "a\nb\nunfinished");
  const tail = new LogTail(path);
  await tail.skipToLast(2);
  assert.deepEqual(await allOf(tail), ["b"]);
  assert.equal(tail.lastPiece(), "unfinished");
});

Deno.test("LogTail gives a line without end in pieces", async () => {
  await using folder = await testFolder();
  const path = `${folder.path}/log`;
  await Deno.writeTextFile(path, "x".repeat(3_000_000));
  const tail = new LogTail(path);
  const pieces = [...await allOf(tail), tail.lastPiece() ?? ""];
  assert.equal(pieces.length, 3);
  assert.equal(pieces.join("").length, 3_000_000);
});

Deno.test("readLogFiles() follows until the end, and reads what was written just before it", async () => {
  await using folder = await testFolder();
  const path = `${folder.path}/stdout`;
  let step = 0;
  const steps = [
    () => append(path, "one\n"),
    () => append(`${folder.path}/stdout.7`, "from a task\n"),
    () => append(path, "two\nrest"),
  ];
  const quiet: boolean[] = [];
  const changes = (): FolderChanges => ({
    async next(isQuiet) {
      quiet.push(isQuiet);
      await steps[step++]?.();
    },
    [Symbol.dispose]: () => {},
  });
  const source: LogSource = {
    folder: folder.path,
    files: () =>
      Promise.resolve([
        { path, stream: "stdout" },
        ...(step > 1
          ? [{ path: `${folder.path}/stdout.7`, stream: "stdout" as const, taskIndex: 7 }]
          : []),
      ]),
    hasEnded: () => Promise.resolve(step === steps.length),
    changes,
  };
  const lines = await Array.fromAsync(readLogFiles(source, { follow: true }));
  assert.deepEqual(lines, [
    { stream: "stdout", text: "one" },
    { stream: "stdout", text: "from a task", taskIndex: 7 },
    { stream: "stdout", text: "two" },
    { stream: "stdout", text: "rest" },
  ]);
  assert.deepEqual(quiet, [true, false, false]);
});

Deno.test("readLogFiles() follows files that really change, and ends with its signal", async () => {
  await using folder = await testFolder();
  const path = `${folder.path}/stdout`;
  await Deno.writeTextFile(path, "");
  const source: LogSource = {
    folder: folder.path,
    files: () => Promise.resolve([{ path, stream: "stdout" }]),
    hasEnded: () => Promise.resolve(false),
  };
  const controller = new AbortController();
  const reason = new Error("enough");
  const lines = readLogFiles(source, { follow: true, signal: controller.signal });
  const first = lines.next();
  await append(path, "hello\n");
  assert.deepEqual((await first).value, { stream: "stdout", text: "hello" });
  const second = lines.next();
  controller.abort(reason);
  await assert.rejects(second, (error) => error === reason);
});

Deno.test("readLogFiles() gives up after its limit", async () => {
  await using folder = await testFolder();
  const source: LogSource = {
    folder: folder.path,
    files: () => Promise.resolve([]),
    hasEnded: () => Promise.resolve(false),
  };
  const lines = readLogFiles(source, { follow: true, timeoutMs: 1 });
  await assert.rejects(Array.fromAsync(lines), { code: "timed_out" });
});
