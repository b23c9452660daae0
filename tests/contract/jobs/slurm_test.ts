/** What only Slurm does, on a real cluster with accounting; what all backends promise is in submitter_test.ts. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { followJobs } from "../../../lib/jobs/follow.ts";
import type { JobSpec, JobStatus } from "../../../lib/jobs/job.ts";
import { createSubmitter } from "../../../lib/jobs/slurm/submitter.ts";
import type { SubmittedJob } from "../../../lib/jobs/submitter.ts";
import { SLURM_RELEASES, type SlurmRelease } from "../../services/slurm/releases.ts";
import { SlurmCluster } from "../../services/slurm_cluster.ts";
import { benchOf, forgetJobs, statusOf } from "./slurm_bench.ts";

const MANY = 1_000;

const REFUSALS: readonly [Partial<JobSpec>, RegExp, RegExp][] = [
  [
    { slurm: { partition: "debgu" } },
    /[Ii]nvalid partition/,
    /are debug, short, closed, .*; did you mean "debug"/,
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

async function testSlurm(test: Deno.TestContext, { debianRoot }: SlurmRelease): Promise<void> {
  await using cluster = await SlurmCluster.start({ hasAccounting: true, debianRoot });
  const bench = await benchOf(cluster);
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
    const pairs = (await bench.read("outer.env")).split("\0").filter((line) => line.includes("="));
    const env = Object.fromEntries(
      pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
    );
    assert.equal(env["SLURM_MEM_PER_NODE"], "300");
    delete env["TESSERA_DEBIAN_ROOT"]; // this process is not where the other release's files are
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
    const lossy = '#!/bin/sh\nPATH=${PATH#*:} sbatch "$@" >/dev/null\n' +
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

  await test.step("following 1,000 jobs is one question to the controller at each poll", async () => {
    const sender = await bench.script(
      `seq ${MANY} | xargs -P 4 -I{} sbatch --parsable --hold -o /dev/null --wrap=true`,
    );
    assert.equal((await bench.end(sender)).state, "succeeded");
    const jobs = (await bench.lines(sender)).map(({ text }, index): SubmittedJob => {
      const id = `many-${index}`;
      const ref = { backend: "slurm", id, nativeId: text };
      const folder = bench.store.folderOf(id);
      return { id, folder, ref, spec: bench.spec(), submittedMs: Date.now() };
    });
    assert.equal(jobs.length, MANY);
    const { env, calls } = await countingCalls(cluster, bench.workdir);
    const followed = { submitter: createSubmitter({ env }), pace: bench.subject.pace, jobs };
    let polls = 0;
    let last: ReadonlyMap<string, JobStatus> = new Map();
    const onPoll = (statuses: ReadonlyMap<string, JobStatus>) => {
      polls++;
      last = statuses;
    };
    for await (const statuses of followJobs([followed], { onPoll })) {
      const held = [...statuses.values()].filter(({ state }) => state === "held");
      if (held.length === MANY) await cluster.slurm("scancel", "--user=root");
    }
    assert.deepEqual(new Set([...last.values()].map(({ state }) => state)), new Set(["cancelled"]));
    assert.ok(polls >= 2, `${polls} polls`);
    assert.deepEqual(await calls(), Array.from({ length: polls }, () => "squeue"));
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
}

/** An environment in which every call of Slurm's programs is noted. */
async function countingCalls(
  cluster: SlurmCluster,
  workdir: string,
): Promise<{ env: Record<string, string>; calls: () => Promise<string[]> }> {
  const [folder, list] = [join(workdir, "counting"), join(workdir, "calls")];
  await Deno.mkdir(folder);
  for (const name of ["squeue", "sacct", "scontrol", "sinfo"]) {
    const text = `#!/bin/sh\necho ${name} >>${list}\nPATH=\${PATH#*:} exec ${name} "$@"\n`;
    await Deno.writeTextFile(join(folder, name), text, { mode: 0o700 });
  }
  return {
    env: { ...cluster.env, PATH: `${folder}:${cluster.env["PATH"]}` },
    calls: async () => (await Deno.readTextFile(list)).trim().split("\n"),
  };
}

for (const release of SLURM_RELEASES) {
  Deno.test({
    name: `${release.name}: what only it does, on a cluster with accounting`,
    ignore: release.ignore,
    fn: (test) => testSlurm(test, release),
  });
}
