import assert from "node:assert/strict";
import { join } from "node:path";
import { TesseraError } from "../../lib/core/errors.ts";
import type { TrackingBackend } from "./backend.ts";
import { logArtifact, logMetric, logParameter } from "./log_functions.ts";
import { findCurrentRun, openRun, outsideRuns } from "./run.ts";

Deno.test("openRun() leaves nothing on disk when nothing is printed or logged", async () => {
  await inFolder(async (outputPath) => {
    for (const origin of ["http", "command"] as const) {
      const run = openRun({ outputPath, origin });
      assert.equal(run.during(() => 7), 7);
      await run.close("finished");
    }
    assert.deepEqual(namesIn(outputPath), []);
  });
});

Deno.test("a run keeps parameters, metrics and artifacts in upstream's layout", async () => {
  await inFolder(async (outputPath) => {
    const file = join(outputPath, "model.txt");
    await Deno.writeTextFile(file, "weights");
    const run = openRun({ outputPath, origin: "http", runId: "study 1" });
    run.during(() => {
      logParameter("rate", 0.5);
      logParameter("rate", { tags: ["a"], from: new Map([["k", NaN]]), n: 1n });
      logMetric("loss", 1);
      logMetric("loss", 0.25);
      logMetric("loss", 3, 10);
      logMetric('odd, "key"', Infinity);
      logMetric("loss", 2n ** 60n);
      logArtifact(file);
    });
    await run.close("finished");
    const logs = join(outputPath, "run_study 1", "logs");
    assert.deepEqual(namesIn(logs), [
      "artifacts",
      "metrics.csv",
      "parameters.json",
      "tesseract.log",
    ]);
    const parameters = await Deno.readTextFile(join(logs, "parameters.json"));
    assert.deepEqual(JSON.parse(parameters), {
      rate: { tags: ["a"], from: { k: "NaN" }, n: "1" },
    });
    assert.match(parameters, /^\{\n {2}"rate": \{\n {4}"tags": \[\n {6}"a"/);
    const [header, ...rows] = (await Deno.readTextFile(join(logs, "metrics.csv"))).split("\r\n");
    assert.equal(header, "timestamp,key,value,step");
    const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6},/;
    assert.deepEqual(rows.map((row) => row.replace(time, "")), [
      "loss,1,0",
      "loss,0.25,1",
      "loss,3,10",
      '"odd, ""key""",inf,0',
      `loss,${2n ** 60n},3`,
      "",
    ]);
    assert.equal(await Deno.readTextFile(join(logs, "artifacts", "model.txt")), "weights");
  });
});

Deno.test("a run loses nothing when its call throws, however much was logged", async () => {
  await inFolder(async (outputPath) => {
    const run = openRun({ outputPath, origin: "command" });
    assert.throws(() =>
      run.during(() => {
        for (let k = 0; k < 10_000; k++) logMetric("loss", k);
        throw new Error("diverged");
      }), /diverged/);
    await run.close("failed");
    const rows = (await Deno.readTextFile(join(outputPath, "logs", "metrics.csv"))).split("\r\n");
    assert.equal(rows.length, 10_002);
    assert.match(rows[10_000] ?? "", /,loss,9999,9999$/);
  });
});

Deno.test("log functions say that there is no active run before and after a call", async () => {
  await inFolder(async (outputPath) => {
    assert.throws(() => logParameter("p", 1), /No active MPA run: cannot log parameter "p"/);
    const run = openRun({ outputPath, origin: "command" });
    const later = Promise.withResolvers<void>();
    const outlives = run.during(() => later.promise.then(() => logMetric("m", 1)));
    await run.close("finished");
    const next = openRun({ outputPath, origin: "command" });
    later.resolve();
    await assert.rejects(outlives, /No active MPA run: cannot log metric "m"/);
    await next.close("finished");
    assert.deepEqual(namesIn(outputPath), []);
  });
});

Deno.test("log functions refuse what cannot be kept", async () => {
  await inFolder(async (outputPath) => {
    const run = openRun({ outputPath, origin: "command" });
    const circle: { self?: unknown } = {};
    circle.self = circle;
    const anything = (value: unknown) => value as number;
    run.during(() => {
      assert.throws(() => logMetric("", 1), { name: "TypeError", message: /found the key ""/ });
      assert.throws(() => logMetric("m", anything("high")), /found the value "high"/);
      assert.throws(() => logMetric("m", 1, 0.5), /found the step 0.5, expected an integer/);
      assert.throws(() => logParameter("p", circle), TypeError);
      assert.throws(() => logArtifact("/no/such/file"), Deno.errors.NotFound);
      assert.throws(() => logArtifact(outputPath), /found a folder, expected a file/);
    });
    await run.close("finished");
  });
});

Deno.test("nested runs are told apart, and the only open run takes what belongs to none", async () => {
  await inFolder(async (outputPath) => {
    const outer = openRun({ outputPath, origin: "http", runId: "outer" });
    assert.equal(findCurrentRun(), outer);
    assert.equal(outer.during(() => outsideRuns(findCurrentRun)), undefined);
    const inner = openRun({ outputPath, origin: "http", runId: "inner" });
    assert.equal(findCurrentRun(), undefined);
    await outer.during(async () => {
      await inner.during(async () => {
        await Promise.resolve();
        assert.equal(findCurrentRun(), inner);
      });
      assert.equal(findCurrentRun(), outer);
    });
    await inner.close("finished");
    await outer.close("finished");
    assert.equal(findCurrentRun(), undefined);
  });
});

Deno.test("a run hands everything to the backend it was given, and how it ended", async () => {
  await inFolder(async (outputPath) => {
    const calls: unknown[] = [];
    const makeBackend = (): TrackingBackend => ({
      logParameter: (key, value) => void calls.push([key, value]),
      logMetric: ({ key, value, step }) => void calls.push([key, value, step]),
      logArtifact: (path) => void calls.push(path),
      close: async (status) => void calls.push(await Promise.resolve(status)),
    });
    const run = openRun({ outputPath, origin: "command", makeBackend });
    run.during(() => {
      logParameter("p", "x");
      logMetric("m", 5);
      logArtifact(import.meta.filename ?? "");
    });
    await run.close("failed");
    await run.close("finished");
    assert.deepEqual(calls, [["p", "x"], ["m", 5, 0], import.meta.filename, "failed"]);
  });
});

Deno.test("close() throws for what cannot be stored, but not over the failure of the call", async () => {
  await inFolder(async (outputPath) => {
    const makeBackend = (): TrackingBackend => ({
      logParameter: () => {},
      logMetric: () => {},
      logArtifact: () => {},
      close: () => Promise.reject(new TesseraError("failed", "Cannot reach the server")),
    });
    for (const status of ["finished", "failed"] as const) {
      const run = openRun({ outputPath, origin: "command", makeBackend });
      run.during(() => logMetric("m", 1));
      const close = async () => await run.close(status);
      if (status === "finished") await assert.rejects(close, /Cannot reach the server/);
      else await close();
    }
  });
});

Deno.test("what a module prints is once in the log and once on stderr, by every way", async () => {
  await inFolder(async (outputPath) => {
    const script = new URL("../../tests/fixtures/tracking/prints.ts", import.meta.url).pathname;
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", script, outputPath],
      env: { NO_COLOR: "1" },
    }).output();
    const decoder = new TextDecoder();
    assert.equal(code, 0, decoder.decode(stderr));
    const printed = "log 1 { a: [ 2 ] }\nerror\nkept\none line\nhex\nwriteSync\nwrite\nwritable\n" +
      "group\n  inside\nafter a timer\nno end";
    assert.equal(await Deno.readTextFile(join(outputPath, "logs", "tesseract.log")), printed);
    assert.equal(decoder.decode(stderr), `${printed}\n`);
    assert.equal(decoder.decode(stdout), "before\nlate\noutside\n");
  });
});

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
