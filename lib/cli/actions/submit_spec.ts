/** The job that the options of `tessera submit` describe. @module */

import path from "node:path";
import { TesseraError } from "../../core/errors.ts";
import { parseArray } from "../../jobs/array_indices.ts";
import type { JobDependency, JobResources, JobSpec } from "../../jobs/job.ts";
import type { JobStore } from "../../jobs/store.ts";
import { parseWalltimeSec } from "../../jobs/walltime.ts";
import type { SchedulerValues } from "../scheduler_values.ts";
import { announceLabel } from "./submit_announce.ts";
import { backendOptions, clearVariables, secretVariables } from "./submit_variables.ts";

/** What commander gathers. */
export interface SubmitOptions extends SchedulerValues {
  readonly on: string;
  readonly name?: string | undefined;
  readonly array?: string | undefined;
  readonly wait?: true | undefined;
  readonly json?: true | undefined;
}

/** What the options refer to. */
export interface SubmitContext {
  readonly store: JobStore;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const MAX_NAME_LENGTH = 64;

/**
 * Puts the options together.
 *
 * @throws {TesseraError} `bad_input` or `usage` that names the option.
 */
export async function specOf(
  command: readonly string[],
  options: SubmitOptions,
  { store, env }: SubmitContext,
): Promise<JobSpec> {
  const { name, array, warnBeforeEnd, option = [] } = options;
  const workdir = path.resolve(options.workdir ?? Deno.cwd());
  return {
    name: name ?? nameOf(command),
    command,
    workdir,
    environment: clearVariables(options.env ?? [], env),
    secrets: secretVariables(options.secretEnv ?? [], env),
    files: { stageIn: [], stageOut: [] },
    resources: resourcesOf(options),
    ...(array === undefined ? {} : { array: parseArray(array) }),
    dependencies: await dependenciesOf(options.after ?? [], store),
    isRequeueable: options.requeue ?? false,
    ...(warnBeforeEnd === undefined ? {} : { warningSec: warnBeforeEnd / 1_000 }),
    labels: announceLabel(command, workdir),
    ...(option.length === 0 ? {} : { [options.on]: backendOptions(option) }),
  };
}

/** A name for a job from that of a program, with whatever listings cannot take left out. */
export function nameOf([program = ""]: readonly string[]): string {
  const name = path.basename(program).replaceAll(/[^A-Za-z0-9._-]+/g, "-");
  return name.slice(0, MAX_NAME_LENGTH) || "job";
}

function resourcesOf(options: SubmitOptions): JobResources {
  const { nodes, tasks, tasksPerNode, cpusPerTask, gpusPerNode, memory, time } = options;
  return {
    ...(nodes === undefined ? {} : { nodes }),
    ...(tasks === undefined ? {} : { tasks }),
    ...(tasksPerNode === undefined ? {} : { tasksPerNode }),
    ...(cpusPerTask === undefined ? {} : { cpusPerTask }),
    ...(gpusPerNode === undefined ? {} : { gpusPerNode: parseGpus(gpusPerNode) }),
    ...(memory === undefined ? {} : { memoryPerNodeBytes: memory }),
    ...(time === undefined ? {} : { walltimeSec: parseWalltimeSec(time) }),
  };
}

function parseGpus(text: string): { count: number; type?: string } {
  const [, type, count] = /^(?:([A-Za-z0-9._-]+):)?([1-9]\d{0,3})$/.exec(text) ?? [];
  if (count !== undefined) return { count: Number(count), ...(type === undefined ? {} : { type }) };
  throw new TesseraError("bad_input", `Cannot read --gpus-per-node: found "${text}"`, {
    hint: "Write a number, or a type and a number: 2, a100:2",
  });
}

async function dependenciesOf(
  texts: readonly string[],
  store: JobStore,
): Promise<JobDependency[]> {
  const dependencies: JobDependency[] = [];
  for (const text of texts) {
    const [prefix = "", word = "success", ...more] = text.split(":");
    const after = AFTER.find((candidate) => candidate === word);
    if (after === undefined || more.length > 0) {
      throw new TesseraError("bad_input", `Cannot read --after: found "${text}"`, {
        hint: `Write JOB or JOB:WHEN, and for WHEN one of ${AFTER.join(", ")}`,
      });
    }
    const { record } = await store.get(prefix);
    if (record.submitted === undefined) {
      throw new TesseraError(
        "bad_input",
        `Cannot wait for job "${record.id}": it is not known whether ${record.backend} has it`,
        { hint: 'Look with "tessera jobs show" a minute after it was submitted' },
      );
    }
    dependencies.push({ job: record.submitted.ref, after });
  }
  return dependencies;
}

const AFTER = ["success", "failure", "end", "start"] as const satisfies readonly JobDependency[
  "after"
][];
