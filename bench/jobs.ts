/**
 * Sweeps and submissions beside what people use for them now: HyperQueue on the cores of this machine, submitit and
 * plain `sbatch` on a Slurm cluster that is started for it.
 *
 * @module
 */

import { join } from "node:path";
import { makePythonEnvironment } from "../scripts/testing/python_environment.ts";
import { tempFolder } from "../tests/e2e/support/temp_folder.ts";
import { needs } from "../tests/requirements.ts";
import { SlurmCluster } from "../tests/services/slurm_cluster.ts";
import { BINARY, inTurn, median, ROOT, wholeProcess } from "./measure.ts";
import type { Row } from "./report.ts";

const MODULE = join(ROOT, "bench/module");
const POINTS = 10_000;
/** As many as HyperQueue starts in some ten seconds; each takes as long as with more of them. */
const TASKS = 2_000;
/** On Slurm, where submitit needs a job for each. */
const SLURM_POINTS = 100;
const SUBMISSIONS = 11;
const ROUNDS = 3;

/** Rows about sweeps and submissions; those on Slurm only where the tests can start one. */
export async function jobRows(): Promise<Row[]> {
  const python = await makePythonEnvironment({
    folder: join(ROOT, ".cache/bench-jobs"),
    requirements: join(ROOT, "bench/jobs/requirements.txt"),
  }, { mayInstallSystemPackages: false });
  return [await localRow(python), ...needs("slurm").ignore ? [] : await slurmRows(python)];
}

async function localRow(python: string): Promise<Row> {
  const program = join(ROOT, "bench/jobs/hyperqueue_tasks.py");
  const others: number[] = [];
  const ours: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    others.push(await secondsSaid(python, [program, String(TASKS)]) / TASKS);
    await using folder = await tempFolder();
    ours.push(await sweep(folder.path, POINTS) / POINTS);
  }
  return {
    work: "a point of 10,000 in a sweep, beside /bin/true in HyperQueue",
    unit: "ms",
    upstream: median(others) * 1_000,
    tessera: median(ours) * 1_000,
    wantedRatio: 10,
    bound: null,
    moreIsBetter: false,
  };
}

async function slurmRows(python: string): Promise<Row[]> {
  await using cluster = await SlurmCluster.start({ nodes: 2 });
  return [await arrayRow(python, cluster), await submissionRow(cluster)];
}

async function arrayRow(python: string, cluster: SlurmCluster): Promise<Row> {
  const program = join(ROOT, "bench/jobs/submitit_array.py");
  const on = ["--on", "slurm", "--tasks", "2", "--num-workers", "1", "--time", "10m"];
  const [submitit, ours] = await inTurn(async () => {
    await using folder = await tempFolder();
    return await secondsSaid(python, [program, String(SLURM_POINTS), folder.path], cluster.env);
  }, async () => {
    await using folder = await tempFolder();
    const env = { ...cluster.env, XDG_STATE_HOME: folder.path };
    return await sweep(folder.path, SLURM_POINTS, on, env);
  });
  return {
    work: `${SLURM_POINTS} points on a Slurm of two nodes, beside submitit's array`,
    unit: "s",
    upstream: submitit,
    tessera: ours,
    wantedRatio: 1,
    bound: null,
    moreIsBetter: false,
  };
}

/** What `tessera submit` takes longer than `sbatch`. */
async function submissionRow({ env }: SlurmCluster): Promise<Row> {
  await using folder = await tempFolder();
  const own = { ...env, XDG_STATE_HOME: folder.path };
  const overheads: number[] = [];
  for (let round = 0; round < SUBMISSIONS; round++) {
    const plain = await wholeProcess("sbatch", {
      args: ["--hold", "--output=/dev/null", "--wrap=true"],
      cwd: folder.path,
      env: own,
    });
    const ours = await wholeProcess(BINARY, {
      args: ["submit", "--on", "slurm", "--time", "1m", "--option", "extra=--hold", "--", "true"],
      cwd: folder.path,
      env: own,
    });
    overheads.push(ours - plain);
  }
  await new Deno.Command("scancel", { args: ["--user=root"], env: own }).output();
  return {
    work: "a submission to Slurm, whole process, over sbatch",
    unit: "ms",
    upstream: null,
    tessera: median(overheads) * 1_000,
    wantedRatio: null,
    bound: 100,
    moreIsBetter: false,
  };
}

/** Whole process: start, claims, calls, results on the disk, merge. */
async function sweep(
  cwd: string,
  count: number,
  options: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<number> {
  const plan = `base: {a: [1, 2, 3]}\ngrid: {s: {from: 0, to: 1, num: ${count}}}\n`;
  await Deno.writeTextFile(join(cwd, "plan.yaml"), plan);
  const args = ["sweep", MODULE, "apply", "--over", "plan.yaml", "--output-path", "out"];
  return await wholeProcess(BINARY, { args: [...args, ...options], cwd, env });
}

/** What a program says it took. */
async function secondsSaid(
  python: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<number> {
  const output = await new Deno.Command(python, { args, env }).output();
  const [, seconds] = /^seconds ([\d.]+)$/m.exec(new TextDecoder().decode(output.stdout)) ?? [];
  if (seconds === undefined) throw new Error(new TextDecoder().decode(output.stderr));
  return Number(seconds);
}
