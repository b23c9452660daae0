/** What only slurmrestd does, on a real one; what all backends promise is in submitter_test.ts. */

import assert from "node:assert/strict";
import { join } from "node:path";
import type { JobSpec } from "../../../lib/jobs/job.ts";
import { createSubmitter } from "../../../lib/jobs/slurm/submitter.ts";
import type { Submission, Submitter } from "../../../lib/jobs/submitter.ts";
import { needs, SECOND_USER } from "../../requirements.ts";
import { startSocketDaemon, startTokenDaemon } from "../../services/slurm/rest_daemon.ts";
import { SlurmCluster } from "../../services/slurm_cluster.ts";
import { restEnvironment } from "./slurm_rest_subject.ts";
import { JobBench } from "./submitter_subjects.ts";

const LIMIT_MS = 60_000;
/** Gives up at once, so that what is down is told within the test. */
const IMPATIENT = { tries: 1, firstDelayMs: 50 };
const PATIENT = { tries: 40, firstDelayMs: 100 };
const LATER = { begin: "now+1hour" };

async function benchOf(cluster: SlurmCluster, submitter: Submitter): Promise<JobBench> {
  return await JobBench.make({
    submitter,
    folder: cluster.sharedFolder,
    pace: { firstMs: 200, maxMs: 1_000 },
    limitMs: LIMIT_MS,
    defaults: {},
    unknownNativeId: "999999",
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
}

/** What is asked for in every way that slurmrestd has words of its own for. */
const REQUESTS: readonly (Partial<JobSpec> & { readonly slurm: Record<string, unknown> })[] = [
  { slurm: LATER },
  {
    resources: {
      nodes: 1,
      tasks: 2,
      cpusPerTask: 2,
      memoryPerNodeBytes: 300 * 1024 ** 2,
      walltimeSec: 130,
      gpusPerNode: { count: 1, type: "a100" },
    },
    slurm: {
      ...LATER,
      nice: 7,
      partition: "debug",
      constraint: "a100",
      mailType: "END,FAIL",
      mailUser: "someone",
      exclusive: true,
    },
  },
  { resources: { nodes: 1, tasksPerNode: 3 }, slurm: LATER },
  { resources: { tasks: 2 }, slurm: { ...LATER, memoryPerCpu: "200M" } },
  {
    resources: { gpusPerNode: { count: 2 } },
    isRequeueable: true,
    slurm: { gpuOption: "gres", nodelist: "node1", exclusive: "user", extra: ["--hold"] },
  },
  { array: { indices: [1, 3, 5, 6, 7], maxRunning: 2 }, slurm: LATER },
];
/** What differs between two jobs that ask for the same. */
const OWN_FIELDS =
  /^(JobId|ArrayJobId|Priority|\w*Time|Reason|Comment|LastSchedEval|Command|StdErr|StdOut|WorkDir|MailUser|SubmitLine|AllocNode\S*)=/;

/** Variables that Slurm sets in a job, or sbatch. */
const OF_SLURM = /^(SLURM|HYDRA|I_MPI|OMPI|PRTE)\w*=/;
/** Those that differ from job to job, and the scheduling priority of sbatch's own process. */
const OF_ONE_JOB =
  /^SLURM_(JOB_?ID|TASK_PID|JOB_START_TIME|JOB_END_TIME|JOB_SLUID|PRIO_PROCESS|(JOB_|STEP_)?GPUS|CONF|LAUNCH\w*)=/;

/** What scontrol shows of a job, without what is its own. */
async function shownBy(cluster: SlurmCluster, nativeId: string): Promise<string[]> {
  const number = nativeId.split("@", 1)[0] ?? "";
  const text = await cluster.slurm("scontrol", "--oneliner", "show", "job", number);
  const [line = ""] = text.split("\n", 1);
  return line.split(/\s+/).filter((word) => word !== "" && !OWN_FIELDS.test(word));
}

const REFUSALS: readonly [Partial<JobSpec>, RegExp, RegExp][] = [
  [{ slurm: { partition: "debgu" } }, /Invalid partition/, /did you mean "debug"/],
  [{ slurm: { constraint: "none" } }, /Invalid feature/, /option constraint/],
  [{ slurm: { partition: "short" }, resources: { walltimeSec: 600 } }, /time limit/, /less time/],
  [{ resources: { gpusPerNode: { count: 3 } } }, /not available/, /%G/],
  [{ array: { indices: [1, 5_000] } }, /Invalid job array/, /MaxArraySize/],
  [{ slurm: { begin: "tomorrowish" } }, /time/, /now\+1hour/],
  [
    { slurm: { extra: ["--swithces=1"] } },
    /cannot be told --swithces=1/,
    /did you mean --switches/,
  ],
  [{ slurm: { cluster: "other" } }, /cannot be told --clusters=other/, /sbatch/],
];

Deno.test({
  name: "Slurm over slurmrestd: tokens, sockets, what it cannot, and what is down",
  ...needs("slurmRest"),
  async fn(test) {
    await using cluster = await SlurmCluster.start({
      nodes: 1,
      hasAccounting: true, // slurmrestd of 22.05 does not start without
      hasTokens: true,
    });
    await using daemon = await startTokenDaemon(cluster);
    const env = await restEnvironment(cluster, daemon.url);
    const token = env["SLURM_JWT"] ?? "";
    const bench = await benchOf(cluster, createSubmitter({ env, retry: IMPATIENT }));

    await test.step("the token is in no file of the job, and not in its environment", async () => {
      const job = await bench.script("env -0 >env.part; mv env.part env", { isRequeueable: true });
      assert.equal((await bench.end(job)).state, "succeeded");
      assert.ok(!(await bench.read("env")).includes("SLURM_JWT"));
      assert.deepEqual(await filesWith(cluster.sharedFolder, token), []);
      const names = (await Array.fromAsync(Deno.readDir(job.folder))).map(({ name }) => name);
      assert.ok(names.includes("slurmrestd"), names.join());
    });

    await test.step("a job is found again by its record, without the variable", async () => {
      const job = await bench.script("echo printed; exit 3");
      await bench.end(job);
      const { TESSERA_SLURM_REST_URL: _url, ...bare } = env;
      const other = createSubmitter({ env: bare, retry: IMPATIENT });
      const lines = await Array.fromAsync(other.logs(job, { follow: true }));
      assert.deepEqual(lines.map(({ text }) => text), ["printed"]);
      const [status] = await other.status([job], {});
      assert.deepEqual([status?.state, status?.exitCode], ["failed", 3]);
      assert.deepEqual(await other.find(job, {}), job.ref);
      assert.equal(job.ref.nativeId.split("@")[1], daemon.url);
    });

    await test.step("what is asked for is the same as through sbatch", async () => {
      const programs = await benchOf(cluster, createSubmitter({ env: cluster.env }));
      for (const request of REQUESTS) {
        const [bySbatch, byRest] = [await programs.submit(request), await bench.submit(request)];
        assert.deepEqual(
          await shownBy(cluster, byRest.ref.nativeId),
          await shownBy(cluster, bySbatch.ref.nativeId),
          JSON.stringify(request),
        );
        await programs.subject.submitter.cancel(bySbatch, {});
        await bench.subject.submitter.cancel(byRest, {});
      }
    });

    await test.step("the job is told the same as through sbatch", async () => {
      const programs = await benchOf(cluster, createSubmitter({ env: cluster.env }));
      const resources = { tasks: 2, cpusPerTask: 1, gpusPerNode: { count: 1 } };
      const [bySbatch = [], byRest = []] = await Promise.all([programs, bench].map(async (one) => {
        await one.end(await one.script("env -0 >env.part; mv env.part env", { resources }));
        const lines = (await one.read("env")).split("\0");
        return lines.filter((line) => OF_SLURM.test(line) && !OF_ONE_JOB.test(line)).sort();
      }));
      assert.deepEqual(byRest, bySbatch);
      assert.ok(byRest.includes("SLURM_CPUS_PER_TASK=1"), byRest.join());
    });

    await test.step("a refusal is told with what to do next, and nothing is left of the job", async () => {
      for (const [changes, message, hint] of REFUSALS) {
        const error = await bench.submit(changes).then(() => undefined, (error) => error);
        assert.equal(error?.code, "bad_input", `${JSON.stringify(changes)}: ${error}`);
        assert.match(error.message, message);
        assert.match(error.hint, hint);
      }
    });

    await test.step("a warning before the end is refused where slurmrestd cannot give it", async () => {
      const spec = { warningSec: 60, resources: { walltimeSec: 600 }, slurm: LATER };
      const version = await cluster.slurm("sinfo", "-h", "-o", "%v");
      if (!/^2[0-2]\./.test(version)) {
        const job = await bench.submit(spec);
        return await bench.subject.submitter.cancel(job, {});
      }
      await assert.rejects(bench.submit(spec), {
        code: "bad_input",
        message: /cannot be told --signal=B:USR1@60: .* newer ones can/,
      });
    });

    await test.step("a token that is missing, expired or wrong is told with what to do", async () => {
      const claims = new TextEncoder().encode('{"exp":1000000000,"sun":"root"}')
        .toBase64({ alphabet: "base64url", omitPadding: true });
      const job = await bench.submit({ slurm: LATER });
      const statusWith = async (jwt: string) => {
        const other = createSubmitter({ env: { ...env, SLURM_JWT: jwt }, retry: IMPATIENT });
        return await other.status([job], {});
      };
      await assert.rejects(statusWith(""), { code: "denied", hint: /scontrol token lifespan=/ });
      await assert.rejects(statusWith(`eyJhbGciOiJIUzI1NiJ9.${claims}.c2lnbmF0dXJl`), {
        code: "denied",
        message: /the token in SLURM_JWT expired .* ago$/,
        hint: /scontrol token lifespan=/,
      });
      await assert.rejects(statusWith("not.a.token"), (error: Error & { hint?: string }) => {
        assert.ok(!error.message.includes("not.a.token"));
        return /token/.test(error.hint ?? "");
      });
      await bench.subject.submitter.cancel(job, {});
    });

    await test.step("a Unix socket needs no token, and its jobs are its daemon's user's", async () => {
      await using socket = await startSocketDaemon(cluster);
      await cluster.slurm("sacctmgr", "-i", "add", "user", "nobody", "Account=tessera");
      const { SLURM_JWT: _token, ...bare } = env;
      const submitter = createSubmitter({ env: { ...bare, TESSERA_SLURM_REST_URL: socket.url } });
      const folder = join(cluster.sharedFolder, "of-second-user");
      await Deno.mkdir(folder);
      await Deno.chown(folder, SECOND_USER.uid, SECOND_USER.gid);
      const spec = bench.spec({ command: ["sh", "-c", "id -u"], workdir: folder });
      const submission: Submission = { spec, id: "socketjob0", folder };
      const job = {
        ...submission,
        ref: await submitter.submit(submission, {}),
        submittedMs: Date.now(),
      };
      const lines = await Array.fromAsync(submitter.logs(job, { follow: true }));
      assert.deepEqual(lines.map(({ text }) => text), [String(SECOND_USER.uid)]);
      const foreign = await bench.submit({ slurm: LATER });
      const nativeId = foreign.ref.nativeId.replace(/@.*/, `@${socket.url}`);
      const ref = { ...foreign.ref, nativeId };
      await assert.rejects(submitter.cancel({ ...foreign, ref }, {}), { code: "denied" });
      await bench.subject.submitter.cancel(foreign, {});
    });

    await test.step("a controller that is down is waited for, a daemon that is down is told", async () => {
      const job = await bench.script("until test -e go; do sleep 0.1; done; exit 5");
      const patient = createSubmitter({ env, retry: PATIENT });
      await patient.status([job], {});
      await cluster.stopController();
      const asked = patient.status([job], {});
      await cluster.startController();
      assert.deepEqual((await asked).map(({ ref }) => ref), [job.ref]);
      await Deno.writeTextFile(join(bench.workdir, "go"), "");
      assert.equal((await bench.end(job)).exitCode, 5);
      await daemon[Symbol.asyncDispose]();
      await assert.rejects(bench.submit({}), {
        code: "unavailable",
        message: /^Cannot submit job "contract": slurmrestd at \S+ cannot be reached \(.*refused/,
      });
    });
  },
});

/** Files below a folder that contain a text. */
async function filesWith(folder: string, text: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory, isFile } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) found.push(...await filesWith(path, text));
    if (isFile && (await Deno.readTextFile(path)).includes(text)) found.push(path);
  }
  return found;
}
