/** Handing a job to sbatch. @module */

import { join } from "node:path";
import { TesseraError } from "../../core/errors.ts";
import { writeAtomically } from "../atomic_file.ts";
import type { CallOptions } from "../submitter.ts";
import { type Controller, DEFAULT_LIMIT_MS } from "./controller.ts";
import { submissionEnvironment } from "./environment.ts";
import { findSubmission, submissionMark } from "./find_submission.ts";
import { scriptPath, secretsPath, tasksFolder } from "./job_folder.ts";
import { findSubmittedId } from "./native_id.ts";
import type { ProgramCall, ProgramOutput } from "./program.ts";
import { isUnknownPartition, refusal } from "./refusals.ts";
import type { SlurmRequest } from "./request.ts";
import { sbatchOptions } from "./sbatch_options.ts";
import { renderScript, renderSecrets } from "./script.ts";
import { classifyFailure, type RetryPolicy, runPatiently, saidBy } from "./transient.ts";

/** How sbatch is called. */
export interface SubmissionContext {
  readonly controller: Controller;
  readonly env: Readonly<Record<string, string>>;
  readonly retry: RetryPolicy;
}

/** The arguments of sbatch for a job whose script is in its folder. */
export function sbatchArguments(request: SlurmRequest): string[] {
  const { comment } = request.options;
  const mark = submissionMark(request.id);
  return [
    "--parsable",
    `--comment=${comment === undefined ? mark : `${mark} ${comment}`}`,
    ...sbatchOptions(request),
    scriptPath(request.folder),
  ];
}

/**
 * Writes the job's files and submits it.
 *
 * @returns Slurm's id.
 * @throws {TesseraError} `bad_input` when Slurm refuses the job, `unavailable` when it cannot be reached,
 *   `timed_out` when it is unknown whether it took the job.
 */
export async function submitJob(
  request: SlurmRequest,
  context: SubmissionContext,
  options: CallOptions,
): Promise<string> {
  await writeFiles(request);
  const call: ProgramCall = {
    program: "sbatch",
    args: sbatchArguments(request),
    env: submissionEnvironment(context.env, Object.keys(request.spec.secrets)),
    act: `submit job "${request.spec.name}"`,
    limitMs: options.timeoutMs ?? DEFAULT_LIMIT_MS,
    signal: options.signal,
  };
  // a job whose answer was lost may be there: repeating would submit it twice
  const mayRepeat = { retry: context.retry, mayRepeat: isNotReached };
  const output = await runPatiently(call, mayRepeat);
  const id = output.code === 0 ? findSubmittedId(output.stdout) : undefined;
  if (id !== undefined) return id;
  if (output.code !== 0 && classifyFailure(output) === "final") {
    throw await explainRefusal(request, call, output, { context, options });
  }
  return await findOrGiveUp(request, call, output, { context, options });
}

function isNotReached(failure: string): boolean {
  return failure === "not_reached";
}

interface Rest {
  readonly context: SubmissionContext;
  readonly options: CallOptions;
}

async function findOrGiveUp(
  request: SlurmRequest,
  { act }: ProgramCall,
  output: ProgramOutput,
  { context, options }: Rest,
): Promise<string> {
  const id = await findSubmission(context.controller, request, options).catch(() => undefined);
  if (id !== undefined) return id;
  const said = output.code === 0 ? "sbatch printed no job id" : saidBy("sbatch", output);
  throw new TesseraError(
    "timed_out",
    `Cannot ${act}: it is unknown whether Slurm took it (${said})`,
    {
      hint:
        `Look with tessera jobs show ${request.id}, and submit again only if Slurm has no such job`,
    },
  );
}

async function explainRefusal(
  { options: { partition } }: SlurmRequest,
  { act }: ProgramCall,
  output: ProgramOutput,
  { context, options }: Rest,
): Promise<TesseraError> {
  if (partition === undefined || !isUnknownPartition(output)) return refusal(act, output);
  const known = await context.controller.listPartitions(options);
  return refusal(act, output, { asked: partition, known });
}

/** What sbatch and the job need; a log's folder must be there, or the job ends without any log. */
async function writeFiles(request: SlurmRequest): Promise<void> {
  const { spec, folder } = request;
  const secrets = renderSecrets(request);
  try {
    if (spec.array !== undefined) {
      await Deno.mkdir(tasksFolder(folder), { recursive: true, mode: 0o700 });
    }
    await writeAtomically(scriptPath(folder), renderScript(request));
    if (secrets !== undefined) await writeAtomically(secretsPath(folder), secrets);
  } catch (error) {
    if (error instanceof TesseraError || !(error instanceof Error)) throw error;
    throw new TesseraError(
      "unavailable",
      `Cannot submit job "${spec.name}": its files cannot be written to ${join(folder)} ` +
        `(${error.message})`,
      {
        cause: error,
        hint:
          "Free some space there (quotas of home folders are small), or name another folder that the nodes " +
          "see in XDG_STATE_HOME",
      },
    );
  }
}
