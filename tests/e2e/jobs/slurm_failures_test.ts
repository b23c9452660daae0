/** Nodes that die, a controller that restarts, limits and full disks, while servers, sweeps and jobs are under way. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { mountedFolder } from "../../proof/support/mounted_folder.ts";
import { needs } from "../../requirements.ts";
import { SLURM_RELEASES, type SlurmRelease } from "../../services/slurm/releases.ts";
import { SlurmCluster } from "../../services/slurm_cluster.ts";
import type { BackgroundProcess } from "../support/background_process.ts";
import { eventually, SlurmDesk } from "./slurm_desk.ts";
import { assertEverySquare, linesIn, planOf } from "./sweep_results.ts";

const POINTS = 2_000;
const SQUARE = `
import { z } from "tessera";
export const InputSchema = z.object({ x: z.number() });
export const OutputSchema = z.object({ y: z.number(), notes: z.string() });
export async function apply({ x }: z.infer<typeof InputSchema>) {
  await new Promise((resolve) => setTimeout(resolve, 15));
  return { y: x * x, notes: "n".repeat(400) };
}
`;
const FEW = 600;
const LIMITED = "trap 'echo warned' USR1; trap 'echo ended; exit 0' TERM; " +
  "while :; do sleep 0.1; done";
const END_LIMIT_MS = 150_000;
const SWEEP_NAME = "unlucky";
/** The virtual nodes share this machine's loopback, but nobody knows their names. */
const SERVE = ["serve", "square.ts", "--on", "slurm", "--host", "127.0.0.1", "--time", "10m"];
/** The third node has the job that runs into its limit. */
const NOT_LAST = ["--option", "exclude=node3"];

async function testFailures(test: Deno.TestContext, { debianRoot }: SlurmRelease): Promise<void> {
  // mounted first: nodes see what was mounted when they started
  await using disk = await mountedFolder("size=2m");
  await using cluster = await SlurmCluster.start({ nodes: 3, debianRoot });
  const desk = await SlurmDesk.open(cluster, {
    "square.ts": SQUARE,
    "plan.yaml": planOf(POINTS),
    "few.yaml": planOf(FEW),
  });
  // a limit is enforced late, about 90 s after the start of a job of one minute: meanwhile the rest is tested
  const limit = ["--time", "1m", "--warn-before-end", "50s", "--option", "nodelist=node3"];
  const limited = await desk.submit(LIMITED, ...limit);

  await test.step("a server whose node dies is told as lost, with what to do", async () => {
    const served = await desk.must(...SERVE, "--option", "nodelist=node1");
    const id = idIn(served);
    assert.match(await desk.must("run", `job:${id}`, "apply", call(3)), /"y":9\b/);
    await using _dead = await killed(cluster, "node1");
    const { reason } = await desk.reaches(id, "node_failed");
    assert.match(reason ?? "", /^NodeDown: its node went down; submit it again/);
    const late = await desk.run("run", `job:${id}`, "apply", call(3));
    assert.equal(late.code, 1, late.stderr);
    assert.match(late.stderr, /it has ended \(node failed\)\nHint: Serve it again.*--requeue/);
    assert.equal((await desk.run("jobs", "wait", id)).code, 1);
  });

  await test.step("a server that may start again comes back under its name, and a sweep over it goes on", async () => {
    const place = ["--cpus-per-task", "4", "--option", "partition=spare", ...NOT_LAST];
    const served = await desk.must(...SERVE, "--requeue", "--num-workers", "4", ...place);
    const id = idIn(served);
    const url = await desk.must("jobs", "url", id);
    const over = ["--over", "plan.yaml", "--output-path", "called", "--num-workers", "8"];
    await using sweep = desk.start("sweep", `job:${id}`, "apply", ...over);
    await linesReach(100, desk, "called", sweep);
    const [taken = ""] = (await desk.show(id)).nodes;
    const room = ["--cpus-per-task", "4", "--option", "partition=debug"];
    const taker = await desk.submit("exit 0", ...room, "--option", `nodelist=${taken}`);
    await desk.must("jobs", "wait", taker);
    await comesBack(id);
    await linesReach(1_000, desk, "called", sweep);
    const [dead = ""] = (await desk.show(id)).nodes;
    await using _dead = await killed(cluster, dead);
    await comesBack(id);
    assert.equal(await endOf(sweep), 0, sweep.stderr);
    // whether it had to be waited for depends on when the sweep looked for it: not more often than every few seconds
    assert.equal(sweep.stderr.match(/^The server is at http:\S+ now; going on$/gm)?.length, 2);
    await assertEverySquare(join(desk.path, "called"), POINTS);
    assert.notEqual(await desk.must("jobs", "url", id), url);
    assert.equal((await desk.show(id)).restarts, 2);
    await desk.must("jobs", "cancel", id);
  });

  /** Slurm has put a server's job back into the queue, where it says so. */
  async function comesBack(id: string): Promise<void> {
    await desk.reaches(id, "queued");
    const meanwhile = await desk.run("run", `job:${id}`, "apply", call(3));
    assert.equal(meanwhile.code, 3, meanwhile.stderr);
    assert.match(meanwhile.stderr, /yet: it is queued/);
    await desk.startNow(id);
  }

  await test.step("a job is warned before its limit", async () => {
    // before the controller restarts: it may lose a signal that it is about to send
    await eventually(
      "the warning",
      async () => (await desk.must("jobs", "logs", "--stream", "stdout", limited)) === "warned\n",
    );
  });

  // the points of a dead node are taken over a minute later: meanwhile the rest is tested
  await using sweep = await sweepThatLosesANode(cluster, desk);

  await test.step("a job that ends while the controller is down is waited for", async () => {
    const id = await desk.submit("until test -e go; do sleep 0.1; done; exit 5", ...NOT_LAST);
    await desk.reaches(id, "running");
    await using waiting = desk.start("jobs", "wait", id);
    await cluster.stopController();
    await desk.write("go", "");
    await eventually("the job leaves its marker", () => isThere(`${desk.folderOf(id)}/exit`));
    await cluster.startController();
    assert.equal(await endOf(waiting), 1, waiting.stderr);
    assert.equal((await desk.show(id)).exitCode, 5);
  });

  const small = desk.at(disk.path);

  await test.step("on a full disk nothing is submitted, and nothing is left of it", async () => {
    const before = await jobNumbers(cluster);
    {
      await using _full = await filled(small);
      const { code, stdout, stderr } = await small.run("submit", "--on", "slurm", "--", "true");
      assert.deepEqual([code, stdout], [3, ""], stderr);
      assert.match(stderr, /^Error: Cannot (record the job|submit job)/);
      assert.match(stderr, /No space left on device/);
      assert.match(stderr, /^Hint: .*(XDG_STATE_HOME|space)/m);
    }
    assert.deepEqual(await jobNumbers(cluster), before);
    const records = await Array.fromAsync(Deno.readDir(join(small.path, "state/tessera/jobs")));
    assert.deepEqual(records, []);
  });

  await test.step("jobs whose log cannot be written end as they do, which is told", async () => {
    const until = `until test -e ${desk.path}/full; do sleep 0.1; done`;
    const loud = await small.submit(`${until}; printf %100000s x || exit 7`, ...NOT_LAST);
    const quiet = await small.submit(`${until}; true`, ...NOT_LAST);
    await small.reaches(loud, "running");
    await small.reaches(quiet, "running");
    await using _full = await filled(small);
    await desk.write("full", "");
    const waited = await small.run("jobs", "wait", loud, quiet, "--json");
    assert.equal(waited.code, 1, waited.stderr);
    const ends = JSON.parse(waited.stdout);
    assert.deepEqual(ends.map(({ state }: { state: string }) => state), ["failed", "succeeded"]);
    assert.equal((await small.run("jobs", "logs", loud)).code, 0);
    assert.equal((await small.run("jobs", "list", "--all")).code, 0);
  });

  await test.step("a sweep whose results cannot be written says so, and goes on when there is space", async () => {
    await small.write("square.ts", SQUARE);
    await small.write("few.yaml", planOf(FEW));
    const over = ["sweep", "square.ts", "apply", "--over", "few.yaml", "--output-path", "out"];
    for (const on of [["--num-workers", "2"], ["--on", "slurm", "--tasks", "2", ...NOT_LAST]]) {
      await using full = await filled(small, 64 * 1024);
      const stopped = await small.run(...over, ...on);
      assert.equal(stopped.code, 3, stopped.stderr);
      assert.match(stopped.stderr, /^Error: Cannot write .*No space left on device/ms);
      assert.match(stopped.stderr, /^Hint: Free some space, then go on with --resume/m);
      await full[Symbol.asyncDispose]();
      await small.must("sweep", "--resume", "out");
      await assertEverySquare(join(small.path, "out"), FEW);
      await Deno.remove(join(small.path, "out"), { recursive: true });
    }
  });

  await test.step("2,000 points survive three kills -9 of the command, a restart of the controller, and the loss of a node", async () => {
    assert.equal(await endOf(sweep), 0, sweep.stderr);
    await assertEverySquare(join(desk.path, "out"), POINTS);
    // however often the command was started
    const jobs = JSON.parse(await desk.must("jobs", "list", "--all", "--json"));
    assert.equal(jobs.filter(({ name }: { name: string }) => name === SWEEP_NAME).length, 1);
  });

  await test.step("the limit is kept", async () => {
    const untilEnd = await desk.run("jobs", "wait", limited);
    const waited = untilEnd.code === 1 ? untilEnd : await desk.run("jobs", "wait", limited);
    assert.equal(waited.code, 1, waited.stderr);
    const { state, reason } = await desk.show(limited);
    assert.equal(state, "timed_out");
    assert.match(reason ?? "", /^TimeLimit: its walltime was used up/);
    const logs = await desk.must("jobs", "logs", "--stream", "stdout", limited);
    assert.equal(logs, "warned\nended\n");
  });
}

/** Leaves a sweep that was stopped three times, while its controller restarted, and whose node has died just now. */
async function sweepThatLosesANode(
  cluster: SlurmCluster,
  desk: SlurmDesk,
): Promise<BackgroundProcess> {
  const on = ["--on", "slurm", "--tasks", "2", "--num-workers", "2", "--time", "10m"];
  const over = ["--over", "plan.yaml", "--output-path", "out", "--name", SWEEP_NAME];
  const place = [...NOT_LAST, "--option", "exclusive=true"];
  const first = ["sweep", "square.ts", "apply", ...over, ...on, ...place];
  for (const reached of [100, 200, 300]) {
    await using command = desk.start(...(reached === 100 ? first : ["sweep", "--resume", "out"]));
    await linesReach(reached, desk, "out", command);
    await command.stop("SIGKILL");
  }
  const sweep = desk.start("sweep", "--resume", "out");
  try {
    await linesReach(400, desk, "out", sweep);
    await cluster.stopController();
    await linesReach(700, desk, "out", sweep);
    await cluster.startController();
    await cluster.killNode("node1");
    await cluster.startNode("node1");
    return sweep;
  } catch (error) {
    await sweep.stop();
    throw error;
  }
}

for (const release of SLURM_RELEASES) {
  Deno.test({
    name: `${release.name}: servers, sweeps and jobs survive what fails, or say how they did not`,
    ignore: release.ignore || needs("executable").ignore,
    fn: (test) => testFailures(test, release),
  });
}

/** Crashes a node; it comes back at the end of the scope. */
async function killed(cluster: SlurmCluster, node: string): Promise<AsyncDisposable> {
  await cluster.killNode(node);
  return { [Symbol.asyncDispose]: () => cluster.startNode(node) };
}

/** The exit code of a program that has to end by itself. */
async function endOf(program: BackgroundProcess): Promise<number> {
  const timer = setTimeout(() => program.kill("SIGKILL"), END_LIMIT_MS);
  const { code } = await program.status;
  clearTimeout(timer);
  return code;
}

/** A payload. */
function call(x: number): string {
  return JSON.stringify({ inputs: { x } });
}

/** The job's id in what `serve --on` prints. */
function idIn(stdout: string): string {
  const [, id = ""] = /^job +(\w{10})$/m.exec(stdout) ?? [];
  return id;
}

/** Fills the disk that a desk is on, but for some bytes, until the end of the scope. */
async function filled(desk: SlurmDesk, freeBytes = 0): Promise<AsyncDisposable> {
  const path = join(desk.path, "filler");
  using file = await Deno.open(path, { create: true, append: true });
  const page = new Uint8Array(4_096);
  try {
    for (;;) await file.write(page);
  } catch (error) {
    if (!/No space left/.test(`${error}`)) throw error;
  }
  const { size } = await file.stat();
  await file.truncate(size - freeBytes);
  return {
    async [Symbol.asyncDispose]() {
      await Deno.remove(path).catch(() => {}); // removed before the end of the scope
    },
  };
}

/** Settles when a sweep has written so many lines; fails when it ends before. */
async function linesReach(
  count: number,
  desk: SlurmDesk,
  folder: string,
  sweep: BackgroundProcess,
): Promise<void> {
  await eventually(`${count} lines`, async () => {
    assert.ok(!sweep.hasEnded, sweep.stderr);
    return await linesIn(join(desk.path, folder, "parts")) >= count;
  });
}

/** Slurm's numbers of all jobs that it knows; those of an array's tasks count once. */
async function jobNumbers(cluster: SlurmCluster): Promise<Set<number>> {
  const text = await cluster.slurm("squeue", "-h", "-t", "all", "-o", "%i");
  return new Set(text.trim().split("\n").map((id) => parseInt(id)));
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
