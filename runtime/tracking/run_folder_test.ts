import assert from "node:assert/strict";
import { join } from "node:path";
import { TesseraError } from "../../lib/core/errors.ts";
import { openRun, type Run, type RunOptions } from "./run.ts";

const text = (run: Run, line: string) => run.print(new TextEncoder().encode(`${line}\n`));

Deno.test("a folder that is used again starts anew, also when the next run logs nothing", async () => {
  await inFolder(async (outputPath) => {
    const logs = join(outputPath, "run_x", "logs");
    const options: RunOptions = { outputPath, origin: "http", runId: "x" };
    await withRun(options, (run) => {
      text(run, "first");
      run.logMetric("m", 1);
      run.logParameter("p", 1);
    });
    await withRun(options, (run) => text(run, "second"));
    assert.equal(await Deno.readTextFile(join(logs, "tesseract.log")), "second\n");
    assert.deepEqual(namesIn(logs), ["parameters.json", "tesseract.log"]);
    await withRun(options, () => {});
    assert.equal(await Deno.readTextFile(join(logs, "tesseract.log")), "");
  });
});

Deno.test("a refused call leaves the logs of the run before it alone", async () => {
  await inFolder(async (outputPath) => {
    const options: RunOptions = { outputPath, origin: "command" };
    await withRun(options, (run) => text(run, "kept"));
    await openRun(options).close("refused");
    assert.equal(await Deno.readTextFile(join(outputPath, "logs", "tesseract.log")), "kept\n");
  });
});

Deno.test("runs at the same time in one folder do not touch each other's logs", async () => {
  await inFolder(async (outputPath) => {
    const [first, second] = [1, 2].map(() => openRun({ outputPath, origin: "command" }));
    assert.ok(first !== undefined && second !== undefined);
    text(first, "one");
    text(second, "two");
    first.logMetric("m", 1);
    second.logMetric("m", 2);
    text(first, "one more");
    await openRun({ outputPath, origin: "command" }).close("finished");
    await second.close("finished");
    await first.close("finished");
    const folders = namesIn(outputPath);
    assert.equal(folders.length, 2);
    assert.match(folders[1] ?? "", /^logs_[0-9a-f]{8}$/);
    const logs = folders.map((name) =>
      Deno.readTextFileSync(join(outputPath, name, "tesseract.log"))
    );
    assert.deepEqual(logs, ["one\none more\n", "two\n"]);
    const metrics = folders.map((name) =>
      Deno.readTextFileSync(join(outputPath, name, "metrics.csv")).split(",").slice(-2)
    );
    assert.deepEqual(metrics, [["1", "0\r\n"], ["2", "0\r\n"]]);
  });
});

Deno.test("a run id cannot lead out of the output path", async () => {
  await inFolder(async (root) => {
    const outputPath = join(root, "out");
    const outside = join(root, "outside");
    for (const path of [outputPath, outside, join(outputPath, "run_inner")]) await Deno.mkdir(path);
    await Deno.symlink(outside, join(outputPath, "run_link"));
    await Deno.symlink(outside, join(outputPath, "run_inner", "logs"));
    await Deno.mkdir(join(outputPath, "run_file", "logs"), { recursive: true });
    await Deno.symlink(
      join(outside, "stolen"),
      join(outputPath, "run_file", "logs", "tesseract.log"),
    );
    for (const runId of ["../x", "a/b", "/etc", "..", "a\0b", "link", "inner", "file"]) {
      const run = openRun({ outputPath, origin: "http", runId });
      assert.throws(() => run.logMetric("m", 1), TesseraError, runId);
      await run.close("failed");
    }
    assert.deepEqual(namesIn(outside), []);
    assert.deepEqual(namesIn(root), ["out", "outside"]);
  });
});

Deno.test("a log that cannot be written does not fail the call, a metric does", async () => {
  await inFolder(async (outputPath) => {
    await Deno.writeTextFile(join(outputPath, "logs"), "in the way");
    await withRun({ outputPath, origin: "command" }, (run) => {
      text(run, "shown, though not kept");
      assert.throws(
        () => run.logMetric("m", 1),
        (error) => error instanceof TesseraError && error.code === "denied",
      );
    });
    assert.equal(await Deno.readTextFile(join(outputPath, "logs")), "in the way");
  });
});

Deno.test("a folder that a command was given may be a link", async () => {
  await inFolder(async (root) => {
    await Deno.mkdir(join(root, "scratch"));
    await Deno.symlink(join(root, "scratch"), join(root, "logs"));
    await withRun({ outputPath: root, origin: "command" }, (run) => text(run, "line"));
    assert.deepEqual(namesIn(join(root, "scratch")), ["tesseract.log"]);
  });
});

async function withRun(options: RunOptions, use: (run: Run) => void): Promise<void> {
  const run = openRun(options);
  use(run);
  await run.close("finished");
}

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

async function inFolder(use: (path: string) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempDir({ prefix: "tessera-run-" });
  try {
    await use(path);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}
