/** What only Slurm does, on a real cluster; what all backends promise is in submitter_test.ts. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { JobSpec, JobStatus } from "../../../lib/jobs/job.ts";
import { createSubmitter } from "../../../lib/jobs/slurm/submitter.ts";
import type { SubmittedJob } from "../../../lib/jobs/submitter.ts";
import { needs } from "../../requirements.ts";
import { SlurmCluster } from "../../services/slurm_cluster.ts";
import { JobBench } from "./submitter_subjects.ts";

const LIMIT_MS = 60_000;
/** Gives up at once, so that a cluster that is down is told within the test. */
const IMPATIENT = { tries: 1, firstDelayMs: 50 };
const PATIENT = { tries: 40, firstDelayMs: 100 };

/** A bench for jobs of a cluster. */
async function benchOf(
  cluster: SlurmCluster,
  options: { readonly env?: Readonly<Record<string, string>>; readonly limitMs?: number } = {},
): Promise<JobBench> {
  return await JobBench.make({
    submitter: createSubmitter({ env: options.env ?? cluster.env, retry: IMPATIENT }),
    folder: cluster.sharedFolder,
    pace: { firstMs: 200, maxMs: 1_000 },
    limitMs: options.limitMs ?? LIMIT_MS,
    defaults: {},
    unknownNativeId: "999999",
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
}

async function statusOf(bench: JobBench, job: SubmittedJob): Promise<JobStatus> {
  const [status] = await bench.subject.submitter.status([job], {});
  assert.ok(status !== undefined);
  return status;
}

/** Asks until a job is in a state. */
async function reaches(bench: JobBench, job: SubmittedJob, state: string): Promise<JobStatus> {
  const untilMs = performance.now() + LIMIT_MS;
  for (;;) {
    const status = await statusOf(bench, job);
    if (status.state === state) return status;
    assert.ok(performance.now() < untilMs, `still ${JSON.stringify(status)}, not ${state}`);
    await pause(bench.subject.pace.firstMs);
  }
}

async function forgetJobs(cluster: SlurmCluster): Promise<void> {
  await cluster.stopController();
  await cluster.startController({ isForgetful: true });
}

const REFUSALS: readonly [Partial<JobSpec>, RegExp, RegExp][] = [
  [
    { slurm: { partition: "debgu" } },
    /[Ii]nvalid partition/,
    /are debug, short, closed; did you mean "debug"/,
  ],
  [{ slurm: { account: "nobody" } }, /Invalid account/, /option account/],
  [{ slurm: { qos: "none" } }, /Invalid qos/, /option qos/],
  [{ slurm: { constraint: "none" } }, /Invalid feature/, /option constraint/],
  [{ slurm: { partition: "short" }, resources: { walltimeSec: 600 } }, /time limit/, /less time/],
  [{ resources: { gpusPerNode: { count: 3 } } }, /not available/, /%G/],
  [{ resources: { gpusPerNode: { count: 1, type: "tpu" } } }, /not available|gres/, /%G/],
  [{ resources: { memoryPerNodeBytes: 2 ** 40 } }, /[Mm]emory|not available/, /memory/],
  [{ resources: { nodes: 9 } }, /More processors|Node count|not available/, /fewer nodes|No node/],
  [{ array: { indices: [1, 5_000] } }, /Invalid job array/, /MaxArraySize/],
  [{ slurm: { extra: ["--frobnicate"] } }, /unrecognized option/, /no such option/],
  [{ slurm: { begin: "tomorrowish" } }, /begin|time specification/i, /./],
];

Deno.test({
  name: "Slurm: what only it does, on a cluster with accounting",
  ...needs("slurm"),
  async fn(test) {
    await using cluster = await SlurmCluster.start({ hasAccounting: true });
    const bench = await benchOf(cluster);
    // a limit is enforced late, about 90 s after the start of a job of one minute: meanwhile the rest is tested
    const limited = await bench.script(
      "trap 'echo warned' USR1; trap 'echo ended; exit 0' TERM; while :; do sleep 0.1; done",
      { resources: { walltimeSec: 60 }, warningSec: 30 },
    );

    await test.step("a refusal is told in Slurm's words, with what to do next", async () => {
      for (const [changes, message, hint] of REFUSALS) {
        const error = await bench.submit(changes).then(() => undefined, (error) => error);
        assert.equal(error?.code, "bad_input", `${JSON.stringify(changes)}: ${error}`);
        assert.match(error.message, message);
        assert.match(error.hint, hint);
      }
    });

    await test.step("a limit on submitted jobs is told as one", async () => {
      const slurm = { qos: "limited" };
      const held = { slurm: { ...slurm, begin: "now+1hour" } };
      const jobs = [await bench.submit(held), await bench.submit(held)];
      await assert.rejects(bench.submit(held), { code: "bad_input", hint: /wait for jobs to end/ });
      for (const job of jobs) await bench.subject.submitter.cancel(job, {});
    });

    await test.step("the GPUs that were asked for are the command's", async () => {
      const job = await bench.script('echo "$CUDA_VISIBLE_DEVICES on $SLURMD_NODENAME"', {
        resources: { gpusPerNode: { count: 2, type: "v100" } },
      });
      await bench.end(job);
      assert.deepEqual((await bench.lines(job)).map(({ text }) => text), ["0,1 on node2"]);
    });

    await test.step("srun starts one command for each task, on every node", async () => {
      const job = await bench.script(
        'echo "$SLURM_PROCID on $SLURMD_NODENAME, $SLURM_CPUS_PER_TASK"',
        {
          resources: { nodes: 2, tasks: 2, cpusPerTask: 2 },
          slurm: { launcher: "srun" },
        },
      );
      const status = await bench.end(job);
      assert.deepEqual([status.state, status.nodes], ["succeeded", ["node1", "node2"]]);
      const lines = (await bench.lines(job)).map(({ text }) => text).sort();
      assert.deepEqual(lines, ["0 on node1, 2", "1 on node2, 2"]);
    });

    await test.step("a command that ignores being cancelled is killed", async () => {
      const job = await bench.script("trap '' TERM; echo ready; while :; do sleep 0.1; done");
      await bench.printed(job, "ready");
      await bench.subject.submitter.cancel(job, {});
      const status = await bench.end(job);
      assert.equal(status.state, "cancelled");
    });

    await test.step("a job submitted inside a job takes nothing over from it", async () => {
      const outer = await bench.script("env -0 >outer.env", {
        resources: { nodes: 2, cpusPerTask: 3, memoryPerNodeBytes: 300 * 1024 ** 2 },
      });
      assert.equal((await bench.end(outer)).state, "succeeded");
      const pairs = (await bench.read("outer.env")).split("\0").filter((line) =>
        line.includes("=")
      );
      const env = Object.fromEntries(
        pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
      );
      assert.equal(env["SLURM_MEM_PER_NODE"], "300");
      const inner = await benchOf(cluster, { env });
      const job = await inner.script(
        'srun true && echo "${SLURM_MEM_PER_NODE:-none} $SLURM_NNODES"',
      );
      const status = await inner.end(job);
      assert.deepEqual(
        [status.state, (await inner.lines(job)).map(({ text }) => text)],
        ["succeeded", ["none 1"]],
      );
    });

    await test.step("a job whose submission lost its answer is found, and submitted once", async () => {
      const folder = join(bench.workdir, "bin");
      await Deno.mkdir(folder);
      const lossy = '#!/bin/sh\n/usr/bin/sbatch "$@" >/dev/null\n' +
        'echo "sbatch: error: Batch job submission failed: Socket timed out on send/recv operation" >&2\nexit 1\n';
      await Deno.writeTextFile(join(folder, "sbatch"), lossy, { mode: 0o700 });
      const cut = await benchOf(cluster, {
        env: { ...cluster.env, PATH: `${folder}:${cluster.env["PATH"]}` },
      });
      const job = await cut.script("echo ran >>ran");
      assert.equal((await cut.end(job)).state, "succeeded");
      assert.equal(await cut.read("ran"), "ran\n");
    });

    await test.step("a job that can never start is told as held, with the reason", async () => {
      const job = await bench.submit({ slurm: { extra: ["--hold"] } });
      const { state, reason } = await statusOf(bench, job);
      assert.equal(state, "held");
      assert.match(reason ?? "", /^JobHeldUser: held; release it/);
      await bench.subject.submitter.cancel(job, {});
    });

    await test.step("the limit is kept, after the warning", async () => {
      const slow = await benchOf(cluster, { limitMs: 180_000 });
      const status = await slow.end(limited);
      assert.equal(status.state, "timed_out");
      assert.match(status.reason ?? "", /^TimeLimit: its walltime was used up/);
      const lines = (await bench.lines(limited)).filter(({ stream }) => stream === "stdout");
      assert.deepEqual(lines.map(({ text }) => text), ["warned", "ended"]);
    });

    await test.step("accounting knows jobs that the controller has forgotten", async () => {
      const [bad, good] = [
        await bench.script("kill -9 $PPID; sleep 1"),
        await bench.script("exit 0"),
      ];
      const before = await bench.ends(bad, good);
      await forgetJobs(cluster);
      const states = async () => {
        const statuses = await bench.subject.submitter.status([bad, good], {});
        return statuses.map(({ state }) => state);
      };
      assert.deepEqual(await states(), before.map(({ state }) => state));
      assert.equal(before[1]?.state, "succeeded");
      const after = (job: SubmittedJob) => ({
        dependencies: [{ job: job.ref, after: "success" as const }],
      });
      await assert.rejects(bench.submit(after(bad)), {
        code: "bad_input",
        message: /could never start/,
      });
      assert.equal((await bench.end(await bench.submit(after(good)))).state, "succeeded");
    });
  },
});

Deno.test({
  name: "Slurm: without accounting, with nodes and a controller that fail",
  ...needs("slurm"),
  async fn(test) {
    await using cluster = await SlurmCluster.start();
    const bench = await benchOf(cluster);

    await test.step("a job that its node took with it has failed with the node", async () => {
      const job = await bench.script("echo ready; sleep 600", { slurm: { nodelist: "node1" } });
      await bench.printed(job, "ready");
      await cluster.killNode("node1");
      const status = await bench.end(job);
      assert.deepEqual([status.state, status.nodes], ["node_failed", ["node1"]]);
      assert.match(status.reason ?? "", /^NodeDown: its node went down/);
      await cluster.startNode("node1");
    });

    await test.step("a job that may start again does so, and goes on with its log", async () => {
      const job = await bench.script(
        'echo "life ${SLURM_RESTART_COUNT:-0}"; test -e stop || sleep 600',
        {
          isRequeueable: true,
          slurm: { nodelist: "node1" },
        },
      );
      await bench.printed(job, "life 0");
      await cluster.killNode("node1");
      await Deno.writeTextFile(join(bench.workdir, "stop"), "");
      await reaches(bench, job, "queued");
      await cluster.startNode("node1");
      // Slurm keeps it back for two minutes
      await cluster.slurm("scontrol", "update", `jobid=${job.ref.nativeId}`, "starttime=now");
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
  },
});
