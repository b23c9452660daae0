/** `tessera sweep` on the cores of this machine. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { executablePath, needs, upstreamPython } from "../../requirements.ts";
import { BackgroundProcess } from "../support/background_process.ts";
import { type CommandResult, runCommand } from "../support/command.ts";
import { folderWith } from "../support/module_folder.ts";
import type { TempFolder } from "../support/temp_folder.ts";
import { linesIn } from "./sweep_results.ts";

const NEEDS = needs("executable");

const MODULE = `
import { array, z } from "tessera";
export const InputSchema = z.object({ x: z.number(), mesh: z.object({ size: z.int() }).optional() });
export const OutputSchema = z.object({ y: z.number(), v: array("float64", [null]) });
export async function apply({ x }: z.infer<typeof InputSchema>) {
  console.log("x is " + x);
  if (x < 0 && !(await there("allowed"))) throw new RangeError("x is negative: " + x);
  if (x === 1000) while (true);
  if (x === 2000) Deno.exit(3);
  if (x > 3000) await new Promise((resolve) => setTimeout(resolve, x - 3000));
  return { y: x * x, v: [x, 0.5] };
}
function there(name: string) {
  return Deno.stat(name).then(() => true, () => false);
}
`;

/** One line of the results. */
interface Line {
  readonly index: number;
  readonly status: string;
  readonly inputs: { readonly x: number };
  readonly outputs: { readonly y: number; readonly v: number[] } | null;
  readonly error: string | null;
  readonly attempts: number;
  readonly seconds: number;
}

/** A folder with a module and files of points, and the executable in it. */
interface Desk extends TempFolder {
  run(...args: string[]): Promise<CommandResult>;
  start(...args: string[]): BackgroundProcess;
  results(folder: string): Promise<Line[]>;
}

async function openDesk(files: Record<string, string>): Promise<Desk> {
  const folder = await folderWith({ "square/tesseract_api.ts": MODULE, ...files });
  const cwd = folder.path;
  return {
    ...folder,
    run: (...args) => runCommand(["sweep", ...args], { cwd }),
    start: (...args) => new BackgroundProcess([executablePath(), "sweep", ...args], { cwd }),
    async results(name) {
      const text = await Deno.readTextFile(join(cwd, name, "results.jsonl"));
      return text.trimEnd().split("\n").map((line) => JSON.parse(line));
    },
  };
}

const row = (name: string, value: string) => new RegExp(`^${name} +${value}$`, "m");

Deno.test({
  name: "sweep calls a module for every point of a plan, and writes results in order",
  ...NEEDS,
  async fn() {
    await using desk = await openDesk({ "plan.yaml": "grid: {x: [1.5, 2, 3], mesh.size: [4, 5]}" });
    const found = await desk.run("square", "apply", "--over", "plan.yaml", "--output-path", "out");
    assert.equal(found.code, 0, found.stderr);
    assert.match(found.stdout, row("results", "out/results.jsonl"));
    assert.match(found.stdout, row("succeeded", "6"));
    // what the module prints is no part of the command's output
    assert.match(found.stderr, /^Sweeping over 6 points in .*out\n$/);
    const text = await Deno.readTextFile(`${desk.path}/out/results.jsonl`);
    const [first = "", , third = ""] = text.split("\n");
    assert.match(
      first,
      /^\{"index":0,"status":"succeeded","inputs":\{"x":1\.5,"mesh":\{"size":4\}\},"outputs":\{"y":2\.25,"v":\[1\.5,0\.5\]\},"error":null,"attempts":1,"seconds":[\d.e-]+\}$/,
    );
    assert.match(third, /"index":2,.*"outputs":\{"y":4\.0,"v":\[2\.0,0\.5\]\}/);
    assert.deepEqual((await desk.results("out")).map(({ index }) => index), [0, 1, 2, 3, 4, 5]);
    const log = await Deno.readTextFile(`${desk.path}/out/runs/run_4/logs/tesseract.log`);
    assert.match(log, /x is 3/);
  },
});

Deno.test({
  name: "sweep reads JSON lines and CSV, shows points before, and tells programs what it found",
  ...NEEDS,
  async fn() {
    await using desk = await openDesk({
      "points.jsonl": '{"x": 1}\n{"x": 2.0}\n',
      "points.csv": "x,mesh.size\n1,2\n3,\n5,1\n7,1\n",
    });
    const shown = await desk.run("square", "--over", "points.csv", "--dry-run");
    assert.deepEqual([shown.code, shown.stderr], [0, ""]);
    const three = '{"x":1,"mesh":{"size":2}}\n{"x":3}\n{"x":5,"mesh":{"size":1}}\n';
    assert.equal(shown.stdout, `4 points\n${three}`);
    const csv = await desk.run("square", "--over", "points.csv", "--json", "--output-path", "a");
    const { seconds, ...report } = JSON.parse(csv.stdout);
    assert.ok(seconds > 0);
    assert.deepEqual(report, {
      name: "square",
      folder: `${desk.path}/a`,
      results: `${desk.path}/a/results.jsonl`,
      points: 4,
      succeeded: 4,
      failed: 0,
      failures: [],
    });
    const lines = await desk.run(
      ...["square", "apply", "--over", "points.jsonl", "--output-path", "b"],
      ...["--output-format", "json+base64"],
    );
    assert.equal(lines.code, 0, lines.stderr);
    assert.match(await Deno.readTextFile(`${desk.path}/b/results.jsonl`), /"encoding":"base64"/);
  },
});

Deno.test({
  name: "points that fail are tried again, listed, and tried once more when asked for",
  ...NEEDS,
  async fn() {
    await using desk = await openDesk({ "points.jsonl": '{"x": 1}\n{"x": -2}\n{"x": "a"}\n' });
    const found = await desk.run(
      ...["square", "apply", "--over", "points.jsonl", "--output-path", "out", "--retries", "2"],
    );
    assert.equal(found.code, 1, found.stderr);
    assert.match(found.stdout, row("failed", "2"));
    assert.match(found.stdout, /^ {2}1: RangeError: x is negative: -2\n {2}2: 1 validation error/m);
    const [good, thrown, refused] = await desk.results("out");
    assert.equal(good?.status, "succeeded");
    assert.deepEqual([thrown?.status, thrown?.outputs, thrown?.attempts], ["failed", null, 3]);
    assert.match(thrown?.error ?? "", /^RangeError: x is negative: -2\n +at .*tesseract_api.ts:7:/);
    assert.doesNotMatch(thrown?.error ?? "", /call_runner|lib\/|runtime\//);
    assert.equal(refused?.attempts, 1);
    assert.match(refused?.error ?? "", /validation error[\s\S]*inputs\.x/);

    // a sweep that is complete is not worked on again …
    const again = await desk.run("--resume", "out");
    assert.deepEqual([again.code, (await desk.results("out"))[1]?.attempts], [1, 3]);
    // … unless what failed is to be tried again
    await Deno.writeTextFile(`${desk.path}/allowed`, "");
    const retried = await desk.run("--resume", "out", "--retry-failed");
    assert.match(retried.stdout, row("failed", "1"));
    const now = await desk.results("out");
    assert.deepEqual(now.map(({ status }) => status), ["succeeded", "succeeded", "failed"]);
    assert.equal(now[1]?.outputs?.y, 4);
  },
});

Deno.test({
  name: "a point that takes too long, or ends its worker, fails alone",
  ...NEEDS,
  async fn() {
    await using desk = await openDesk({ "points.csv": "x\n1\n1000\n2000\n2\n" });
    const found = await desk.run(
      ...["square", "apply", "--over", "points.csv", "--output-path", "out", "--retries", "0"],
      ...["--timeout", "1s"],
    );
    assert.equal(found.code, 1, found.stderr);
    const results = await desk.results("out");
    assert.deepEqual(results.map(({ status }) => status), [
      "succeeded",
      "failed",
      "failed",
      "succeeded",
    ]);
    assert.match(results[1]?.error ?? "", /longer than the limit of 1 s/);
    assert.match(results[2]?.error ?? "", /exited with code 3/);
  },
});

Deno.test({
  name: "a sweep stops after too many failures, and goes on when more are allowed",
  ...NEEDS,
  async fn() {
    await using desk = await openDesk({ "plan.yaml": "grid: {x: {from: -60, to: -1, num: 60}}" });
    const found = await desk.run(
      ...["square", "apply", "--over", "plan.yaml", "--output-path", "out", "--max-failures", "5"],
    );
    assert.equal(found.code, 1);
    assert.match(found.stderr, /Cannot finish the sweep: \d+ points failed; \d+ of 60 points/);
    assert.match(found.stderr, /Hint: .*--resume .*out --max-failures N/);
    const all = await desk.run("--resume", "out", "--max-failures", "1000");
    assert.match(all.stdout, row("failed", "60"));
  },
});

Deno.test({
  name: "2,000 points survive three kills -9 of the sweep: each is there exactly once",
  ...NEEDS,
  async fn() {
    await using desk = await openDesk({
      "plan.yaml": "samples: 2000\nseed: 3\nlhs: {x: {uniform: [3001, 3003]}}",
    });
    const first = ["square", "apply", "--over", "plan.yaml", "--output-path", "out"];
    for (const reached of [200, 700, 1_300]) {
      await using killed = desk.start(...(reached === 200 ? first : ["--resume", "out"]));
      await linesReach(reached, `${desk.path}/out/parts`, killed);
      await killed.stop("SIGKILL");
    }
    // and what a kill in the middle of a write leaves
    const parts = await Array.fromAsync(Deno.readDir(`${desk.path}/out/parts`));
    assert.equal(parts.length, 3);
    for (const { name } of parts) {
      const torn = '{"index":1999,"status":"succeeded","inputs":{"x"';
      await Deno.writeTextFile(`${desk.path}/out/parts/${name}`, torn, { append: true });
    }
    const done = await linesIn(`${desk.path}/out/parts`);
    const rest = await desk.run("--resume", "out");
    assert.equal(rest.code, 0, rest.stderr);
    assert.match(rest.stderr, /^Going on with 2,000 points/);
    const results = await desk.results("out");
    assert.deepEqual(results.map(({ index }) => index), Array.from({ length: 2000 }, (_, k) => k));
    assert.ok(results.every(({ outputs, inputs }) => outputs?.y === inputs.x ** 2));
    // points that had a result were not done again
    assert.equal(await linesIn(`${desk.path}/out/parts`), 2000, `${done} before the last start`);
  },
});

Deno.test({
  name: "two sweeps in one folder at once share its points",
  ...NEEDS,
  async fn() {
    await using desk = await openDesk({
      "plan.yaml": "grid: {x: {from: 3001, to: 3004, num: 400}}",
    });
    const args = ["square", "apply", "--over", "plan.yaml", "--output-path", "out"];
    const both = await Promise.all([desk.run(...args), desk.run(...args)]);
    for (const { code, stderr, stdout } of both) {
      assert.equal(code, 0, stderr);
      assert.match(stdout, row("succeeded", "400"));
    }
    assert.equal((await desk.results("out")).length, 400);
    assert.equal(await linesIn(`${desk.path}/out/parts`), 400);
    assert.equal((await Array.fromAsync(Deno.readDir(`${desk.path}/out/parts`))).length, 2);
  },
});

Deno.test({
  name: "tasks of an array work until nothing is left; one that is killed is made up for",
  ...NEEDS,
  async fn() {
    await using desk = await openDesk({
      "plan.yaml": "grid: {x: {from: 3001, to: 3005, num: 600}}",
    });
    const args = ["square", "apply", "--over", "plan.yaml", "--output-path", "out"];
    {
      await using submitter = desk.start(...args);
      await linesReach(1, `${desk.path}/out/parts`, submitter);
      await submitter.stop("SIGKILL");
    }
    await using node = desk.start("--worker", "out");
    await using other = desk.start("--worker", "out");
    await linesReach(100, `${desk.path}/out/parts`, node);
    await node.stop("SIGKILL");
    assert.equal((await other.status).code, 0);
    const rest = await desk.run("--resume", "out");
    assert.equal(rest.code, 0, rest.stderr);
    const results = await desk.results("out");
    assert.deepEqual(results.map(({ index }) => index), Array.from({ length: 600 }, (_, k) => k));
  },
});

Deno.test({
  name: "Ctrl-C and SIGTERM stop a sweep at once, with 130, and say how to go on",
  ...NEEDS,
  async fn() {
    await using desk = await openDesk({ "points.csv": `x\n1\n2\n${"603000\n".repeat(4)}` });
    const args = ["square", "apply", "--over", "points.csv", "--output-path", "out"];
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      await using stopped = desk.start(...args, "--num-workers", "1");
      await linesReach(2, `${desk.path}/out/parts`, stopped);
      // the third point is under way, or is about to be
      const { code } = await stopped.stop(signal);
      assert.equal(code, 130, stopped.stderr);
      assert.match(
        stopped.stderr,
        /Interrupted: 2 of 6 points are done; go on with: tessera sweep --resume \/.*out\n$/,
      );
    }
  },
});

Deno.test({
  name: "sweep calls a served module, several points at a time",
  ...NEEDS,
  async fn() {
    await using desk = await openDesk({ "plan.yaml": "grid: {x: {from: -1, to: 98, num: 100}}" });
    await using server = new BackgroundProcess(
      [
        executablePath(),
        "serve",
        "square",
        "--port",
        "0",
        "--num-workers",
        "2",
        "--queue-size",
        "1",
      ],
      { cwd: desk.path },
    );
    while (!server.stderr.includes("Endpoints:")) await server.stderrChange();
    const [url = ""] = /http:\S+/.exec(server.stderr) ?? [];
    const args = ["apply", "--over", "plan.yaml", "--num-workers", "3", "--output-path", "out"];
    const found = await desk.run(url, ...args);
    assert.equal(found.code, 1, found.stderr);
    const results = await desk.results("out");
    assert.match(results[0]?.error ?? "", /^The server answered 500/);
    assert.ok(results.slice(1).every(({ outputs, inputs }) => outputs?.y === inputs.x ** 2));
    const unknown = await desk.run(url, "aply", "--over", "plan.yaml", "--output-path", "other");
    assert.match(unknown.stderr, /Did you mean "apply"/);
  },
});

Deno.test({
  name: "sweep calls a module in Python",
  ...needs("executable", "upstream"),
  async fn() {
    const python = `
from pydantic import BaseModel
class InputSchema(BaseModel):
    x: float
class OutputSchema(BaseModel):
    y: float
def apply(inputs: InputSchema) -> OutputSchema:
    if inputs.x == 3:
        raise ValueError("three")
    return OutputSchema(y=inputs.x * 2)
`;
    await using desk = await openDesk({
      "double/tesseract_api.py": python,
      "plan.yaml": "grid: {x: {from: 0, to: 19, num: 20}}",
    });
    const found = await desk.run(
      ...["double", "apply", "--over", "plan.yaml", "--output-path", "out"],
      ...["--python", upstreamPython()],
    );
    assert.equal(found.code, 1, found.stderr);
    const results = await desk.results("out");
    assert.match(results[3]?.error ?? "", /ValueError: three/);
    assert.equal(results[4]?.outputs?.y, 8);
  },
});

Deno.test({
  name: "mistakes are told before anything is made",
  ...NEEDS,
  async fn() {
    await using desk = await openDesk({
      "plan.yaml": "grid: {x: [1, 2]}",
      "other.yaml": "grid: {x: [1, 3]}",
      "wrong.yaml": "grid: {x: {form: 1}}",
    });
    const refused = async (args: string[], words: RegExp) => {
      const found = await desk.run(...args);
      assert.equal(found.code, 2, found.stderr);
      assert.equal(found.stdout, "");
      assert.match(found.stderr, words);
    };
    const over = ["--over", "plan.yaml"];
    await refused([], /found no TARGET/);
    await refused(["square"], /found no points/);
    await refused(["squre", ...over], /Did you mean ".*square"/);
    await refused(["square", "--over", "none.yaml"], /found no file/);
    await refused(
      ["square", "--over", "wrong.yaml"],
      /"form" in "grid.x"[\s\S]*Did you mean "from"/,
    );
    await refused(["square", ...over, "--tasks", "3"], /Cannot use --tasks[\s\S]*--on slurm/);
    await refused(["square", ...over, "--on", "slrum"], /Did you mean "slurm"/);
    await refused(["--resume", "none"], /found no sweep there/);
    await refused(["square", "--resume", "none"], /Cannot use TARGET with --resume/);
    const names = await Array.fromAsync(Deno.readDir(desk.path), ({ name }) => name);
    await refused(["square", "aply", ...over, "--output-path", "out"], /Did you mean "apply"/);
    assert.deepEqual(names.sort(), ["other.yaml", "plan.yaml", "square", "wrong.yaml"]);
    assert.equal((await desk.run("square", ...over, "--output-path", "out")).code, 0);
    await refused(
      ["square", "--over", "other.yaml", "--output-path", "out"],
      /it holds another sweep|"over.yaml"/,
    );
  },
});

/** Settles when a sweep has written so many lines; fails when it ends before. */
async function linesReach(
  count: number,
  folder: string,
  sweep: BackgroundProcess,
): Promise<void> {
  while (!sweep.stderr.includes(" points in ")) {
    assert.ok(!sweep.hasEnded, sweep.stderr);
    await sweep.stderrChange();
  }
  const changes = Deno.watchFs(folder);
  let isWatching = true;
  const stopWatching = () => {
    if (isWatching) changes.close();
    isWatching = false;
  };
  void sweep.status.then(stopWatching);
  try {
    // not "for await": leaving that would close the watcher as well
    const events = changes[Symbol.asyncIterator]();
    do {
      if (await linesIn(folder) >= count) return;
    } while ((await events.next()).done !== true);
    assert.fail(`${await linesIn(folder)} lines, expected ${count}: ${sweep.stderr}`);
  } finally {
    stopWatching();
  }
}
