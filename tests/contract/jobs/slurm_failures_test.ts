/** Nodes and controllers that fail, jobs whose memory or place is taken, on a real cluster without accounting. */

import assert from "node:assert/strict";
import { join } from "node:path";
import type { JobSpec } from "../../../lib/jobs/job.ts";
import { createSubmitter } from "../../../lib/jobs/slurm/submitter.ts";
import { SLURM_RELEASES, type SlurmRelease } from "../../services/slurm/releases.ts";
import { SlurmCluster } from "../../services/slurm_cluster.ts";
import { benchOf, forgetJobs, reaches, startNow } from "./slurm_bench.ts";

const PATIENT = { tries: 40, firstDelayMs: 100 };

async function testFailures(test: Deno.TestContext, { debianRoot }: SlurmRelease): Promise<void> {
  await using cluster = await SlurmCluster.start({ limitsMemory: true, debianRoot });
  const [node1 = ""] = cluster.nodes;
  const wholeNode = (partition: string): Partial<JobSpec> => ({
    resources: { cpusPerTask: 4 },
    slurm: { partition, nodelist: node1 },
  });
  const bench = await benchOf(cluster);

  await test.step("a job that its node took with it has failed with the node", async () => {
    const job = await bench.script("echo ready; sleep 600", { slurm: { nodelist: node1 } });
    await bench.printed(job, "ready");
    await cluster.killNode(node1);
    const status = await bench.end(job);
    assert.deepEqual([status.state, status.nodes], ["node_failed", [node1]]);
    assert.match(status.reason ?? "", /^NodeDown: its node went down/);
    await cluster.startNode(node1);
  });

  await test.step("a job that may start again does so, and goes on with its log", async () => {
    const job = await bench.script(
      'echo "life ${SLURM_RESTART_COUNT:-0}"; test -e stop || sleep 600',
      {
        isRequeueable: true,
        slurm: { nodelist: node1 },
      },
    );
    await bench.printed(job, "life 0");
    await cluster.killNode(node1);
    await Deno.writeTextFile(join(bench.workdir, "stop"), "");
    await reaches(bench, job, "queued");
    await cluster.startNode(node1);
    // Slurm keeps it back for two minutes
    await startNow(cluster, job);
    const status = await bench.end(job);
    assert.deepEqual([status.state, status.restarts], ["succeeded", 1]);
    const lines = (await bench.lines(job)).filter(({ stream }) => stream === "stdout");
    assert.deepEqual(lines.map(({ text }) => text), ["life 0", "life 1"]);
  });

  await test.step("a killed script's code is known without accounting", async () => {
    const status = await bench.end(
      await bench.script("kill -9 $(ps -o ppid= -p $PPID); sleep 9"),
    );
    assert.deepEqual([status.state, status.signal], ["failed", 9]);
  });

  await test.step("a controller that is down is told, and waited for", async () => {
    const running = await bench.script("until test -e go; do sleep 0.1; done; exit 5");
    await reaches(bench, running, "running");
    await cluster.stopController();
    const { submitter } = bench.subject;
    await assert.rejects(submitter.status([running], {}), { code: "unavailable" });
    await assert.rejects(bench.submit({}), {
      code: "unavailable",
      message: /^Cannot submit job "contract": Slurm cannot be reached/,
    });
    const patient = createSubmitter({ env: cluster.env, retry: PATIENT });
    const asked = patient.status([running], {});
    await cluster.startController();
    assert.deepEqual((await asked).map(({ ref }) => ref), [running.ref]);
    await Deno.writeTextFile(join(bench.workdir, "go"), "");
    assert.equal((await bench.end(running)).exitCode, 5);
  });

  await test.step("jobs are known by their own markers when nobody else remembers them", async () => {
    const job = await bench.script("exit 3");
    const array = await bench.script("test $TESSERA_TASK_INDEX = 1", {
      array: { indices: [1, 2] },
    });
    await bench.ends(job, array);
    await forgetJobs(cluster);
    const [one, tasks] = await bench.subject.submitter.status([job, array], {});
    assert.deepEqual([one?.state, one?.exitCode], ["failed", 3]);
    assert.deepEqual(tasks?.tasks, { succeeded: 1, failed: 1 });
    const found = await bench.subject.submitter.find(job, {});
    assert.deepEqual(found, job.ref);
  });

  await test.step("a job whose place is taken starts again where it may, and goes on with its log", async () => {
    const job = await bench.script(
      'echo "life ${SLURM_RESTART_COUNT:-0}"; test -e free || sleep 600',
      { isRequeueable: true, ...wholeNode("spare") },
    );
    await bench.printed(job, "life 0");
    const taker = await bench.script(
      "echo ready; until test -e free; do sleep 0.1; done",
      wholeNode("debug"),
    );
    await bench.printed(taker, "ready");
    assert.equal((await reaches(bench, job, "queued")).nativeState, "PENDING");
    await Deno.writeTextFile(join(bench.workdir, "free"), "");
    assert.equal((await bench.end(taker)).state, "succeeded");
    await startNow(cluster, job);
    const status = await bench.end(job);
    assert.deepEqual([status.state, status.restarts], ["succeeded", 1]);
    const lines = (await bench.lines(job)).filter(({ stream }) => stream === "stdout");
    assert.deepEqual(lines.map(({ text }) => text), ["life 0", "life 1"]);
  });

  for (const partition of ["spare", "fleeting"]) {
    await test.step(`a job of partition ${partition} that may not start again has lost its place`, async () => {
      const job = await bench.script("echo ready; sleep 600", wholeNode(partition));
      await bench.printed(job, "ready");
      const taker = await bench.submit(wholeNode("debug"));
      const status = await bench.end(job);
      assert.deepEqual([status.state, status.nativeState], ["node_failed", "PREEMPTED"]);
      assert.match(
        status.reason ?? "",
        /^its place was taken by a more urgent job; submit it again; with --requeue/,
      );
      assert.equal((await bench.end(taker)).state, "succeeded");
    });
  }

  await test.step({
    name: "a job that needs more memory than it asked for is told as such",
    ignore: !cluster.limitsMemory,
    async fn() {
      const job = await bench.script("x=$(tail -c 300M /dev/zero | tr '\\0' x); echo still here", {
        resources: { memoryPerNodeBytes: 100 * 1024 ** 2 },
      });
      const status = await bench.end(job);
      assert.equal(status.state, "out_of_memory");
      assert.match(status.reason ?? "", /^OutOfMemory: it used more memory than it asked for/);
    },
  });
}

for (const release of SLURM_RELEASES) {
  Deno.test({
    name: `${release.name}: without accounting, with nodes and a controller that fail`,
    ignore: release.ignore,
    fn: (test) => testFailures(test, release),
  });
}
