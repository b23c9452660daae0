/** A job as Slurm can run it: what is asked for, checked before anything is sent. @module */

import { isAbsolute } from "node:path";
import { TesseraError } from "../../core/errors.ts";
import type { JobResources } from "../job.ts";
import type { Submission } from "../submitter.ts";
import { parseSlurmOptions, type SlurmOptions } from "./options.ts";

/** A checked request. */
export interface SlurmRequest extends Submission {
  readonly options: SlurmOptions;
}

const NAME = /^[A-Za-z0-9._-]{1,64}$/;
/** sbatch(1), `--signal`: "sig_time must have an integer value between 0 and 65535". */
const MAX_WARNING_SEC = 65_535;

/**
 * Checks a job.
 *
 * @throws {TesseraError} `bad_input` for what Slurm cannot do, with what it can.
 */
export function checkRequest(submission: Submission): SlurmRequest {
  const { spec, folder } = submission;
  const options = parseSlurmOptions(spec.slurm);
  const refuse = (found: string, hint: string) => {
    throw new TesseraError("bad_input", `Cannot submit job "${spec.name}" to Slurm: ${found}`, {
      hint,
    });
  };
  if (!NAME.test(spec.name)) {
    refuse(
      "its name is not made of 1 to 64 letters, digits, dots, dashes and underscores",
      "Choose another name: it stands in listings that are split at other characters",
    );
  }
  if (spec.command.length === 0) refuse("it has no command", "Say what to run");
  if (!isAbsolute(spec.workdir)) {
    refuse(`its working folder is "${spec.workdir}", expected an absolute path`, "Start it with /");
  }
  if (!isAbsolute(folder) || /[\p{Cc}\\]/u.test(folder)) {
    refuse(
      `its folder is ${JSON.stringify(folder)}, expected an absolute path without backslashes`,
      "Name another folder in XDG_STATE_HOME: Slurm's file names have no way to quote those",
    );
  }
  for (const [name, count] of Object.entries(counts(spec.resources))) {
    if (count === undefined || Number.isSafeInteger(count) && count > 0) continue;
    refuse(
      `${name} is ${count}, expected a whole number of at least 1`,
      "Leave it out for the default",
    );
  }
  if (spec.resources.memoryPerNodeBytes !== undefined && options.memoryPerCpu !== undefined) {
    refuse("both the memory of a node and of a CPU are given", "Slurm takes only one of them");
  }
  const { warningSec } = spec;
  if (warningSec !== undefined && !(warningSec >= 1 && warningSec <= MAX_WARNING_SEC)) {
    refuse(
      `it is warned ${warningSec} s before its end, expected 1 s to ${MAX_WARNING_SEC} s`,
      "Slurm looks about every 30 s, so ask for at least a minute",
    );
  }
  if (spec.array !== undefined && spec.array.indices.length === 0) {
    refuse("its array has no indices", "Give at least one index, or no array");
  }
  if (spec.array !== undefined && countFiles(submission) > 0) {
    refuse(
      "files travel with an array, whose tasks would write over each other's",
      "Copy them before, or let each task copy its own",
    );
  }
  const foreign = spec.dependencies.find(({ job }) => job.backend !== "slurm");
  if (foreign !== undefined) {
    refuse(
      `it waits for job ${foreign.job.id} of ${foreign.job.backend}; Slurm can only wait for its own`,
      "Wait for that job first (tessera jobs wait), then submit this one",
    );
  }
  return { ...submission, options };
}

function counts(resources: JobResources): Record<string, number | undefined> {
  return {
    nodes: resources.nodes,
    tasks: resources.tasks,
    tasksPerNode: resources.tasksPerNode,
    cpusPerTask: resources.cpusPerTask,
    "the number of GPUs per node": resources.gpusPerNode?.count,
    memoryPerNodeBytes: resources.memoryPerNodeBytes,
  };
}

function countFiles({ spec }: Submission): number {
  return spec.files.stageIn.length + spec.files.stageOut.length;
}
