/** What a job asks for, as options of sbatch. @module */

import type { JobArray, JobDependency, JobResources } from "../job.ts";
import { jobFolder } from "./job_folder.ts";
import { parseNativeId } from "./native_id.ts";
import type { SlurmOptions } from "./options.ts";
import type { SlurmRequest } from "./request.ts";

const MIB = 1024 ** 2;
const DEPENDENCY_BY_END = {
  success: "afterok",
  failure: "afternotok",
  end: "afterany",
  start: "after",
} as const;

/** The options of a job, each one word: `--partition=debug`. Those of the user come last. */
export function sbatchOptions({ spec, folder, options }: SlurmRequest): string[] {
  const log = jobFolder(folder.replaceAll("%", "%%"), spec.array === undefined ? undefined : "%a");
  return [
    `--job-name=${spec.name}`,
    // the command enters its own working folder: a missing one is then told in the log, where Slurm would
    // fail the job with 0:53 and leave no log at all
    `--chdir=${folder}`,
    `--output=${log.stdout}`,
    `--error=${log.stderr}`,
    "--open-mode=append",
    ...resourceOptions(spec.resources, options),
    ...siteOptions(options),
    ...(spec.array === undefined ? [] : [`--array=${formatArray(spec.array)}`]),
    ...dependencyOptions(spec.dependencies),
    ...(spec.warningSec === undefined ? [] : [`--signal=B:USR1@${Math.round(spec.warningSec)}`]),
    // the default is the site's JobRequeue, so it is always said
    spec.isRequeueable ? "--requeue" : "--no-requeue",
    ...options.extra,
  ];
}

function resourceOptions(resources: JobResources, { gpuOption }: SlurmOptions): string[] {
  const { gpusPerNode: gpus, memoryPerNodeBytes, walltimeSec } = resources;
  const gpuCount = gpus === undefined ? undefined : formatGpus(gpus);
  return given({
    time: walltimeSec === undefined ? undefined : formatWalltime(walltimeSec),
    nodes: resources.nodes,
    ntasks: resources.tasks,
    "ntasks-per-node": resources.tasksPerNode,
    "cpus-per-task": resources.cpusPerTask,
    mem: memoryPerNodeBytes === undefined ? undefined : formatMib(memoryPerNodeBytes),
    "gpus-per-node": gpuOption === "gpus-per-node" ? gpuCount : undefined,
    gres: gpuOption === "gres" && gpuCount !== undefined ? `gpu:${gpuCount}` : undefined,
  });
}

/** GPUs of a node as Slurm writes them: `2`, `a100:2`. */
export function formatGpus(
  { count, type }: NonNullable<JobResources["gpusPerNode"]>,
): string {
  return type === undefined ? `${count}` : `${type}:${count}`;
}

function siteOptions(options: SlurmOptions): string[] {
  const { exclusive, memoryPerCpu } = options;
  return [
    ...given({
      partition: options.partition,
      account: options.account,
      qos: options.qos,
      reservation: options.reservation,
      constraint: options.constraint,
      exclude: options.exclude,
      nodelist: options.nodelist,
      licenses: options.licenses,
      nice: options.nice,
      "mail-type": options.mailType,
      "mail-user": options.mailUser,
      begin: options.begin,
      deadline: options.deadline,
      "mem-per-cpu": memoryPerCpu === undefined ? undefined : formatMib(memoryPerCpu),
      exclusive: typeof exclusive === "string" ? exclusive : undefined,
      clusters: options.cluster,
    }),
    ...(exclusive === true ? ["--exclusive"] : []),
  ];
}

function dependencyOptions(dependencies: readonly JobDependency[]): string[] {
  if (dependencies.length === 0) return [];
  const conditions = dependencies.map(({ job, after }) =>
    `${DEPENDENCY_BY_END[after]}:${parseNativeId(job.nativeId).number}`
  );
  // without the second, a job whose condition can never be met stays in the queue for ever
  return [`--dependency=${conditions.join(",")}`, "--kill-on-invalid-dep=yes"];
}

/** Indices as Slurm lists them: `0-4,7%10`. */
export function formatArray({ indices, maxRunning }: JobArray): string {
  const ranges: { first: number; last: number }[] = [];
  for (const index of indices) {
    const range = ranges.at(-1);
    if (range !== undefined && index === range.last + 1) range.last = index;
    else ranges.push({ first: index, last: index });
  }
  const list = ranges.map(({ first, last }) => first === last ? `${first}` : `${first}-${last}`);
  return list.join(",") + (maxRunning === undefined ? "" : `%${maxRunning}`);
}

/** A duration in the one form of Slurm's that has no second reading: `1-02:03:04`. Slurm rounds up to minutes. */
export function formatWalltime(durationSec: number): string {
  const sec = Math.max(1, Math.ceil(durationSec));
  const two = (value: number) => String(value).padStart(2, "0");
  const clock = [Math.floor(sec / 3_600) % 24, Math.floor(sec / 60) % 60, sec % 60].map(two);
  return `${Math.floor(sec / 86_400)}-${clock.join(":")}`;
}

function formatMib(bytes: number): string {
  return `${Math.ceil(bytes / MIB)}M`;
}

function given(values: Readonly<Record<string, string | number | undefined>>): string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}=${value}`]
  );
}
