/** Jobs to wait for that Slurm may have forgotten. @module */

import { join } from "node:path";
import { TesseraError } from "../../core/errors.ts";
import { isFinal, type JobDependency, type JobState } from "../job.ts";
import type { CallOptions } from "../submitter.ts";
import type { Controller } from "./controller.ts";
import { readMarkers } from "./markers.ts";
import { parseNativeId } from "./native_id.ts";
import type { SlurmRequest } from "./request.ts";
import { stateOfTasks, stateOfWord } from "./states.ts";

/**
 * Settles conditions on jobs that have left the controller's memory, five minutes after their end by default:
 * Slurm 20.11 and 22.05 take a condition on an unknown job for met and start at once, 24.11 and later refuse
 * it.
 *
 * @returns The request with the conditions that Slurm has to watch.
 * @throws {TesseraError} `bad_input` for one that can never be met, or of which nothing is known.
 */
export async function settleDependencies(
  request: SlurmRequest,
  controller: Controller,
  options: CallOptions,
): Promise<SlurmRequest> {
  const { spec } = request;
  if (spec.dependencies.length === 0) return request;
  const { cluster } = request.options;
  const numbers = spec.dependencies.map(({ job }) => parseNativeId(job.nativeId).number);
  const queued = new Set(
    (await controller.listQueue(numbers, cluster, options)).map(({ number }) => number),
  );
  const forgotten = numbers.filter((number) => !queued.has(number));
  if (forgotten.length === 0) return request;
  const accounts = Map.groupBy(
    await controller.listAccounts(forgotten, cluster, options),
    ({ number }) => number,
  );
  const remaining: JobDependency[] = [];
  for (const dependency of spec.dependencies) {
    const { number } = parseNativeId(dependency.job.nativeId);
    const words = (accounts.get(number) ?? []).map(({ word }) => stateOfWord(word));
    const state = queued.has(number) ? "queued" : await endOf(request, dependency, words);
    if (!isFinal(state)) remaining.push(dependency);
    else if (!isMet(dependency, state)) throw neverMet(request, dependency, state);
  }
  return { ...request, spec: { ...spec, dependencies: remaining } };
}

async function endOf(
  request: SlurmRequest,
  dependency: JobDependency,
  states: readonly JobState[],
): Promise<JobState> {
  if (states.length > 0) {
    return stateOfTasks(Object.fromEntries(states.map((state) => [state, 1])));
  }
  // folders of jobs lie side by side
  const { exit } = await readMarkers(join(request.folder, "..", dependency.job.id));
  if (exit !== undefined) return exit.exitCode === 0 ? "succeeded" : "failed";
  throw new TesseraError(
    "bad_input",
    `Cannot submit job "${request.spec.name}": it waits for job ${dependency.job.id}, of which Slurm knows ` +
      `nothing any more (${dependency.job.nativeId})`,
    { hint: "See how that job ended with tessera jobs show, and submit this one without waiting" },
  );
}

function isMet({ after }: JobDependency, state: JobState): boolean {
  if (after === "success") return state === "succeeded";
  if (after === "failure") return state !== "succeeded";
  return true;
}

function neverMet(
  { spec }: SlurmRequest,
  { job, after }: JobDependency,
  state: JobState,
): TesseraError {
  return new TesseraError(
    "bad_input",
    `Cannot submit job "${spec.name}": it could never start, as it waits for the ${after} of job ${job.id}, ` +
      `which ended as ${state}`,
    { hint: "Submit that job again first, or do not wait for it" },
  );
}
