/** What jobs on one machine can ask for, and the limits they get. @module */

import { availableParallelism } from "node:os";
import { parseDurationMs } from "../../core/duration.ts";
import { TesseraError } from "../../core/errors.ts";
import type { JobSpec } from "../job.ts";
import { refuseMalformed } from "../spec_check.ts";

/** How long a command may take to end once it was told to, as with Slurm's KillWait. */
const DEFAULT_GRACE_SEC = 30;
const MAX_TASKS = 100_000;
const CAN = "It runs one process on this machine, or an array of them, and keeps --time";

/** The limits a job's watchers are given. */
export interface LocalLimits {
  readonly walltimeSec?: number;
  /** From the start to the warning. */
  readonly beforeWarningSec?: number;
  /** From the warning to the end of the walltime. */
  readonly warningSec?: number;
  readonly graceSec: number;
  /** Tasks at a time. */
  readonly maxRunning: number;
}

/**
 * Refuses what cannot be done on one machine.
 *
 * @throws {TesseraError} `bad_input` that names it.
 */
export function limitsOf(spec: JobSpec): LocalLimits {
  refuseMalformed(spec);
  refuseResources(spec);
  refuseDependencies(spec);
  const options = readOptions(spec);
  const { walltimeSec, cpusPerTask = 1 } = spec.resources;
  const maxRunning = spec.array?.maxRunning ??
    Math.max(1, Math.floor(availableParallelism() / cpusPerTask));
  return {
    graceSec: options.grace === undefined
      ? DEFAULT_GRACE_SEC
      : parseDurationMs(options.grace, "option grace") / 1_000,
    maxRunning,
    ...(walltimeSec === undefined ? {} : { walltimeSec }),
    ...warningOf(spec),
  };
}

function refuseResources({ name, resources, files, array }: JobSpec): void {
  const cores = availableParallelism();
  const { nodes = 1, tasks = 1, tasksPerNode = 1, cpusPerTask = 1 } = resources;
  const refuse = (what: string): never => {
    throw refusal(name, what);
  };
  if (nodes !== 1) refuse(`it asks for ${nodes} nodes, expected 1`);
  if (tasks !== 1) refuse(`it asks for ${tasks} tasks, expected 1 or an array`);
  if (tasksPerNode !== 1) refuse(`it asks for ${tasksPerNode} tasks per node, expected 1`);
  if (cpusPerTask > cores) refuse(`it asks for ${cpusPerTask} CPUs, expected at most ${cores}`);
  if (resources.gpusPerNode !== undefined) {
    refuse("it asks for GPUs, which are not shared out here");
  }
  if (resources.memoryPerNodeBytes !== undefined) {
    refuse("it limits memory, which is not kept here");
  }
  if (files.stageIn.length + files.stageOut.length > 0) {
    refuse("it sends files, but they are on this machine already");
  }
  if (array !== undefined && array.indices.length > MAX_TASKS) {
    refuse(`its array has ${array.indices.length} tasks, expected at most ${MAX_TASKS}`);
  }
}

function refuseDependencies({ name, dependencies }: JobSpec): void {
  const other = dependencies.find(({ job }) => job.backend !== "local");
  if (other === undefined) return;
  const { backend, id } = other.job;
  throw refusal(name, `it waits for job "${id}" on ${backend}, expected one on this machine`);
}

/** Options only this backend knows: there is one. */
function readOptions({ name, local }: JobSpec): { readonly grace?: string } {
  const { grace, ...others } = typeof local === "object" && local !== null
    ? local as Record<string, unknown>
    : {};
  const [unknown] = Object.keys(others);
  if (unknown === undefined && grace === undefined) return {};
  if (unknown === undefined && typeof grace === "string") return { grace };
  const found = unknown === undefined
    ? `option grace: found ${JSON.stringify(grace)}, expected a text`
    : `there is no option "${unknown}"`;
  throw new TesseraError("bad_input", `Cannot run job "${name}" on this machine: ${found}`, {
    hint: "The only option is grace=DURATION: from being told to end until being killed",
  });
}

function warningOf(
  { name, warningSec, resources }: JobSpec,
): Pick<LocalLimits, "warningSec" | "beforeWarningSec"> {
  if (warningSec === undefined) return {};
  const { walltimeSec } = resources;
  if (walltimeSec === undefined || warningSec >= walltimeSec) {
    const limit = walltimeSec === undefined ? "it has no limit" : `the limit is ${walltimeSec} s`;
    throw refusal(name, `it wants a warning ${warningSec} s before its limit, but ${limit}`);
  }
  return { warningSec, beforeWarningSec: walltimeSec - warningSec };
}

function refusal(name: string, found: string): TesseraError {
  return new TesseraError("bad_input", `Cannot run job "${name}" on this machine: ${found}`, {
    hint: CAN,
  });
}
