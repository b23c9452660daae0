/** `run --on` and `serve --on`: calls and servers as jobs. */

import assert from "node:assert/strict";
import { needs } from "../../requirements.ts";
import { SlurmCluster } from "../../services/slurm_cluster.ts";
import { appears, JobDesk, says } from "../support/job_desk.ts";
import { folderWith } from "../support/module_folder.ts";

const VECTORADD = new URL("../../../examples/vectoradd", import.meta.url).pathname;
const INPUTS = `@${VECTORADD}/inputs.json`;
const NEEDS = { ignore: needs("executable").ignore || Deno.build.os !== "linux" };

/** Says when it is called, then answers as soon as there is a file `go` in the working folder. */
const PATIENT = `import { z } from "tessera";
export const InputSchema = z.object({ a: z.number() });
export const OutputSchema = z.object({ b: z.number() });
export async function apply({ a }) {
  console.log("called with", a);
  Deno.writeTextFileSync("began", "");
  for (;;) {
    try {
      Deno.statSync("go");
      return { b: 2 * a };
    } catch {
      await new Promise((wake) => setTimeout(wake, 20));
    }
  }
}
`;
const CALL = '{"inputs": {"a": 21}}';

/** What \`serve --on\` prints, by its first column. */
function factsIn(stdout: string): Record<string, string> {
  return Object.fromEntries(
    stdout.trimEnd().split("\n").map((line) => line.split(/ {2,}/) as [string, string]),
  );
}

Deno.test({
  name: "run --on gives the result, what the module prints, and the exit code of the call",
  ...NEEDS,
  async fn() {
    await using folder = await folderWith({ "patient.ts": PATIENT, "go": "", "inputs.json": CALL });
    await using desk = new JobDesk(folder.path);
    const good = await desk.run("run", "patient.ts", "apply", "@inputs.json", "--on", "local");
    assert.deepEqual([good.code, good.stdout], [0, '{"b":42.0}'], good.stderr);
    assert.match(good.stderr, /^Submitted job \w{10} \(apply\) to local\n/);
    assert.match(good.stderr, /^called with 21$/m);
    const bad = await desk.run("run", "patient.ts", "apply", '{"inputs": {}}', "--on", "local");
    assert.deepEqual([bad.code, bad.stdout], [2, ""]);
    assert.match(bad.stderr, /inputs\.a/);
    const toFile = ["--output-file", "out/result.json", "--job-name", "filed"];
    const filed = await desk.run("run", "patient.ts", "apply", CALL, "--on", "local", ...toFile);
    assert.deepEqual([filed.code, filed.stdout], [0, ""], filed.stderr);
    assert.equal(await Deno.readTextFile(`${folder.path}/out/result.json`), '{"b":42.0}');
    const list = await desk.run("jobs", "list");
    assert.match(list.stdout, /^\w{10} +filed +local +succeeded/m);
  },
});

Deno.test({
  name: "run --on: Ctrl-C cancels the job, --detach leaves it alone",
  ...NEEDS,
  async fn() {
    await using folder = await folderWith({ "patient.ts": PATIENT });
    await using desk = new JobDesk(folder.path);
    const call = ["run", "patient.ts", "apply", CALL, "--on", "local"];
    await using running = desk.start(...call);
    await appears(folder.path, "began");
    const { code } = await running.stop("SIGINT");
    assert.equal(code, 130);
    const [, id = ""] = /job (\w{10}) is told to end/.exec(running.stderr) ?? [];
    await desk.run("jobs", "wait", id);
    assert.equal(await desk.stateOf(id), "cancelled", running.stderr);

    const detached = await desk.run(...call, "--detach");
    assert.match(detached.stdout, /^\w{10}\n$/, detached.stderr);
    await Deno.writeTextFile(`${folder.path}/go`, "");
    const later = detached.stdout.trim();
    assert.equal((await desk.run("jobs", "wait", later)).code, 0);
    assert.equal(await Deno.readTextFile(`${desk.folderOf(later)}/stdout`), '{"b":42.0}');
  },
});

Deno.test({
  name: "run and serve refuse with 2 what a job cannot do, and leave no record",
  ...NEEDS,
  async fn() {
    await using folder = await folderWith({ "patient.ts": PATIENT });
    await using desk = new JobDesk(folder.path);
    const on = ["--on", "local"];
    const cases: [string[], RegExp][] = [
      [["run", "patient.ts", "apply", CALL, "--time", "1h"], /Cannot use --time without --on/],
      [["serve", "patient.ts", "--detach"], /Cannot use --detach without --on/],
      [["run", "http://127.0.0.1:1", "apply", CALL, ...on], /is served already/],
      [["run", "job:zzzz", "apply", CALL, ...on], /is served already/],
      [["serve", "job:zzzz", ...on], /found a job, expected a module/],
      [["run", "job:zzzz", "health"], /Cannot find job "zzzz"/],
      [["check", "job:"], /found no id, expected job:ID/],
      [["run", "patient.ts", "apply", ...on], /found no PAYLOAD/],
      [["run", "patience.ts", "apply", CALL, ...on], /patient\.ts/],
      [["serve", "patient.ts", "--inspect", ...on], /Cannot use --inspect with --on/],
      [["serve", "patient.ts", "--on", "locla"], /Did you mean "local"/],
      [["serve", "patient.ts", "--nodes", "2", ...on], /it asks for 2 nodes/],
    ];
    for (const [args, text] of cases) {
      const { code, stdout, stderr } = await desk.run(...args);
      assert.equal(code, 2, `${args.join(" ")}\n${stderr}`);
      assert.match(stderr, text);
      assert.equal(stdout, "");
    }
    const dry = await desk.run("serve", "patient.ts", "--dry-run", ...on);
    assert.match(dry.stdout, /'serve' .*'--idle-timeout=1800000ms'/, dry.stderr);
    assert.equal((await desk.run("jobs", "list", "--all", "--json")).stdout, "[]\n");
  },
});

Deno.test({
  name: "serve --on tells where the server is; job:ID is a target; a call ends before the server",
  ...NEEDS,
  async fn() {
    await using folder = await folderWith({ "patient.ts": PATIENT });
    await using desk = new JobDesk(folder.path);
    const served = await desk.run("serve", "patient.ts", "--on", "local", "--time", "1h");
    assert.equal(served.code, 0, served.stderr);
    const { job = "", url = "", tunnel = "", ...facts } = factsIn(served.stdout);
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
    const port = new URL(url).port;
    assert.match(tunnel, new RegExp(`^ssh -N -L ${port}:127\\.0\\.0\\.1:${port} `));
    const tokenFile = facts["token file"] ?? "";
    assert.equal(tokenFile, `${desk.folderOf(job)}/token`);
    assert.equal(((await Deno.stat(tokenFile)).mode ?? 0) & 0o777, 0o600);
    assert.match(served.stderr, /it ends itself after 30m 0s without a call/);

    const refused = await fetch(`${url}/openapi.json`);
    assert.equal(refused.status, 401);
    await refused.body?.cancel();
    assert.equal((await desk.run("jobs", "url", job)).stdout, `${url}\n`);
    const checked = await desk.run("check", `job:${job}`, "--json");
    assert.deepEqual(JSON.parse(checked.stdout).endpoints.includes("apply"), true);
    const document = await desk.run("openapi", `job:${job.slice(0, 9)}`);
    assert.ok("paths" in JSON.parse(document.stdout), document.stderr);

    // what a scheduler sends before the end of the walltime
    await using calling = desk.start("run", `job:${job}`, "apply", CALL, "--output-file", "b.json");
    await appears(folder.path, "began");
    const { pid } = JSON.parse(await Deno.readTextFile(`${desk.folderOf(job)}/announce.json`));
    await using waiting = desk.start("jobs", "logs", "--follow", job);
    Deno.kill(pid, "SIGUSR1");
    const following = await desk.run("jobs", "show", job);
    assert.match(following.stdout, /^state +running/m);
    await Deno.writeTextFile(`${folder.path}/go`, "");
    assert.equal((await calling.status).code, 0, calling.stderr);
    assert.equal(await Deno.readTextFile(`${folder.path}/b.json`), '{"b":42.0}');
    assert.equal((await waiting.status).code, 0);
    assert.equal(await desk.stateOf(job), "succeeded");
    assert.match((await desk.run("jobs", "logs", job)).stdout, /Got SIGUSR1/);
    const late = await desk.run("run", `job:${job}`, "health");
    assert.equal(late.code, 1);
    assert.match(late.stderr, /it has ended\n/);
  },
});

Deno.test({
  name: "a server that nobody calls ends itself, whether or not somebody asks for its health",
  ...NEEDS,
  async fn() {
    await using folder = await folderWith({ "patient.ts": PATIENT });
    await using desk = new JobDesk(folder.path);
    const served = await desk.run("serve", "patient.ts", "--on", "local", "--idle-timeout", "1s");
    assert.equal(served.code, 0, served.stderr);
    const { job = "" } = factsIn(served.stdout);
    const untilMs = performance.now() + 30_000;
    for (let code = 0; code === 0;) {
      ({ code } = await desk.run("run", `job:${job}`, "health"));
      assert.ok(performance.now() < untilMs, "it still answers");
    }
    assert.equal((await desk.run("jobs", "wait", job, "--timeout", "50s")).code, 0);
    assert.match((await desk.run("jobs", "logs", job)).stdout, /Nobody has called for 1 s/);
    await assert.rejects(Deno.stat(`${desk.folderOf(job)}/announce.json`), Deno.errors.NotFound);
  },
});

Deno.test({
  name: "serve --replicas puts several servers behind one job:ID, and dead ones are skipped",
  ...NEEDS,
  async fn() {
    await using folder = await folderWith({ "patient.ts": PATIENT, "go": "" });
    await using desk = new JobDesk(folder.path);
    const on = ["--on", "local", "--replicas", "2", "--option", "grace=2s"];
    const served = await desk.run("serve", "patient.ts", ...on);
    assert.equal(served.code, 0, served.stderr);
    const { job = "" } = factsIn(served.stdout);
    for (const index of [0, 1]) await appears(desk.folderOf(job), `announce.${index}.json`);
    const announced = await Deno.readTextFile(`${desk.folderOf(job)}/announce.0.json`);
    const call = ["run", `job:${job}`, "apply", CALL];
    assert.equal((await desk.run(...call)).stdout, '{"b":42.0}');
    // it ends without taking its announcement back
    Deno.kill(JSON.parse(announced).pid, "SIGKILL");
    for (let tries = 0; tries < 6; tries++) {
      const { stdout, stderr } = await desk.run(...call);
      assert.equal(stdout, '{"b":42.0}', stderr);
    }
    for (const own of [["--announce", "here.json"], ["--port", "8001"]]) {
      const { code, stderr } = await desk.run("serve", "patient.ts", ...on, ...own);
      assert.equal(code, 2, stderr);
      assert.match(stderr, new RegExp(`Cannot use ${own[0]} with --replicas`));
    }
    assert.equal((await desk.run("serve", "patient.ts", "--replicas", "2")).code, 2);
  },
});

Deno.test({
  name:
    "a sweep over job:ID shares its points out among the replicas, and goes on without a dead one",
  ...NEEDS,
  async fn() {
    const points = Array.from({ length: 200 }, (_, a) => `{"a": ${a}}\n`).join("");
    const files = { "patient.ts": PATIENT, "points.jsonl": points, "go": "" };
    await using folder = await folderWith(files);
    await using desk = new JobDesk(folder.path);
    const on = ["--on", "local", "--replicas", "2", "--option", "grace=2s"];
    const { job = "" } = factsIn((await desk.run("serve", "patient.ts", ...on)).stdout);
    for (const index of [0, 1]) await appears(desk.folderOf(job), `announce.${index}.json`);
    const over = ["--over", "points.jsonl", "--num-workers", "4", "--retries", "0"];
    const both = await desk.run("sweep", `job:${job}`, "apply", ...over, "--output-path", "both");
    assert.equal(both.code, 0, both.stderr);
    for (const task of ["0", "1"]) {
      const log = await desk.run("jobs", "logs", job, "--task", task);
      assert.match(log.stdout, /^called with \d+$/m);
    }
    const announced = await Deno.readTextFile(`${desk.folderOf(job)}/announce.0.json`);
    Deno.kill(JSON.parse(announced).pid, "SIGKILL");
    // by the beginning of its id, too
    const target = `job:${job.slice(0, 9)}`;
    const one = await desk.run("sweep", target, "--output-path", "one", "--json", ...over);
    assert.equal(one.code, 0, one.stderr);
    assert.deepEqual(
      [JSON.parse(one.stdout).name, JSON.parse(one.stdout).succeeded],
      ["patient", 200],
    );
    await desk.run("jobs", "cancel", job);
    await desk.run("jobs", "wait", job);
    const late = await desk.run("sweep", target, "--output-path", "late", ...over);
    assert.deepEqual([late.code, late.stdout], [1, ""]);
    assert.match(late.stderr, /it has ended/);
    const unknown = await desk.run("sweep", "job:zzzz", "--output-path", "late", ...over);
    assert.equal(unknown.code, 2, unknown.stderr);
    assert.match(unknown.stderr, /Cannot find job "zzzz"/);
    await assert.rejects(Deno.stat(`${folder.path}/late`), Deno.errors.NotFound);
  },
});

Deno.test({
  name: "serve --on shows why a server does not come, and Ctrl-C cancels one that is not ready",
  ...NEEDS,
  async fn() {
    await using folder = await folderWith({
      "broken.ts": 'throw new RangeError("no such mesh");\n',
      "slow.ts": `${PATIENT}Deno.writeTextFileSync("began", "");\nfor (;;) {}\n`,
    });
    await using desk = new JobDesk(folder.path);
    const broken = await desk.run("serve", "broken.ts", "--on", "local");
    assert.deepEqual([broken.code, broken.stdout], [1, ""]);
    assert.match(broken.stderr, /The last lines of its log:\n[^]*no such mesh/);
    assert.match(broken.stderr, /job "\w{10}" ended before its server was ready: failed/);

    await using serving = desk.start("serve", "slow.ts", "--on", "local", "--option", "grace=1s");
    await says(serving, "Submitted job");
    await appears(folder.path, "began");
    const { code } = await serving.stop("SIGINT");
    assert.equal(code, 130, serving.stderr);
    const [, id = ""] = /job (\w{10}) is told to end/.exec(serving.stderr) ?? [];
    await desk.run("jobs", "wait", id);
    assert.equal(await desk.stateOf(id), "cancelled");
  },
});

Deno.test({
  name: "calls and servers run as jobs of a Slurm cluster",
  ignore: NEEDS.ignore || needs("slurm").ignore,
  async fn() {
    await using cluster = await SlurmCluster.start();
    await using desk = new JobDesk(cluster.sharedFolder, cluster.env);
    const on = ["--on", "slurm", "--time", "10m"];
    const called = await desk.run("run", VECTORADD, "apply", INPUTS, ...on);
    assert.equal(called.code, 0, called.stderr);
    assert.deepEqual(JSON.parse(called.stdout).result.data.buffer, [13, 25, 37]);

    const gone = await desk.run(
      "run",
      VECTORADD,
      "apply",
      INPUTS,
      ...on,
      "--workdir",
      "/nowhere/to/be",
    );
    assert.notEqual(gone.code, 0, gone.stdout);
    assert.match(gone.stderr, /nowhere/);

    // the virtual nodes share this machine's loopback, but nobody knows their names
    const here = ["--host", "127.0.0.1"];
    const served = await desk.run("serve", VECTORADD, ...on, ...here, "--idle-timeout", "5m");
    assert.equal(served.code, 0, served.stderr);
    const { job = "", tunnel = "" } = factsIn(served.stdout);
    assert.match(tunnel, /^ssh -N -J \S+ -L (\d+):127\.0\.0\.1:\1 (\S+@)?node\d$/);
    const through = await desk.run("run", `job:${job}`, "apply", INPUTS);
    assert.deepEqual(JSON.parse(through.stdout).result.data.buffer, [13, 25, 37], through.stderr);
    await desk.run("jobs", "cancel", job);
    await desk.run("jobs", "wait", job);
    const late = await desk.run("run", `job:${job}`, "health");
    assert.equal(late.code, 1, late.stderr);
    assert.match(late.stderr, /it has ended \(cancelled\)/);

    const twice = await desk.run("serve", VECTORADD, ...on, ...here, "--replicas", "2");
    assert.equal(twice.code, 0, twice.stderr);
    const { job: both = "" } = factsIn(twice.stdout);
    const dealt = await desk.run("run", `job:${both}`, "apply", INPUTS);
    assert.equal(dealt.code, 0, dealt.stderr);
    await desk.run("jobs", "cancel", both);
    await desk.run("jobs", "wait", both);

    const again = await desk.run("serve", VECTORADD, ...on, ...here, "--requeue");
    assert.equal(again.code, 0, again.stderr);
    const { job: lasting = "" } = factsIn(again.stdout);
    const announced = `${desk.folderOf(lasting)}/announce.json`;
    const { pid, job_id: nativeId } = JSON.parse(await Deno.readTextFile(announced));
    assert.ok(pid > 0);
    await cluster.slurm("scancel", "--signal=USR1", "--full", nativeId);
    const untilMs = performance.now() + 30_000;
    for (let state = ""; state !== "queued" && state !== "held";) {
      state = await desk.stateOf(lasting);
      assert.ok(performance.now() < untilMs, state);
    }
    const waits = await desk.run("run", `job:${lasting}`, "health");
    assert.equal(waits.code, 3, waits.stderr);
    assert.match(waits.stderr, /yet: it is queued/);
    assert.match((await desk.run("jobs", "logs", lasting)).stdout, /will start job \d+ again/);
  },
});
