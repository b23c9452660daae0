/** Handing a job to sbatch. @module */

import type { TesseraError } from "../../core/errors.ts";
import type { CallOptions } from "../submitter.ts";
import { DEFAULT_LIMIT_MS, markedComment, type SentJob } from "./controller.ts";
import { submissionEnvironment } from "./environment.ts";
import { scriptPath } from "./job_folder.ts";
import { findSubmittedId } from "./native_id.ts";
import type { ProgramCall, ProgramOutput } from "./program.ts";
import { isUnknownPartition, refusal } from "./refusals.ts";
import type { SlurmRequest } from "./request.ts";
import { sbatchOptions } from "./sbatch_options.ts";
import { classifyFailure, type RetryPolicy, runPatiently, saidBy } from "./transient.ts";

/** How sbatch is called. */
export interface SbatchContext {
  readonly env: Readonly<Record<string, string>>;
  readonly retry: RetryPolicy;
  /** Names of the site's partitions, to find a mistyped one. */
  listPartitions(): Promise<readonly string[]>;
}

/** The arguments of sbatch for a job whose script is in its folder. */
export function sbatchArguments(request: SlurmRequest): string[] {
  return [
    "--parsable",
    `--comment=${markedComment(request)}`,
    ...sbatchOptions(request),
    scriptPath(request.folder),
  ];
}

/**
 * Runs sbatch, again only where it surely has not reached the controller.
 *
 * @throws {TesseraError} `bad_input` when Slurm refuses the job, `unavailable` when it was not reached.
 */
export async function sendToSbatch(
  request: SlurmRequest,
  context: SbatchContext,
  options: CallOptions,
): Promise<SentJob> {
  const call: ProgramCall = {
    program: "sbatch",
    args: sbatchArguments(request),
    env: submissionEnvironment(context.env, Object.keys(request.spec.secrets)),
    act: `submit job "${request.spec.name}"`,
    limitMs: options.timeoutMs ?? DEFAULT_LIMIT_MS,
    signal: options.signal,
  };
  // a job whose answer was lost may be there: repeating would submit it twice
  const mayRepeat = (failure: string) => failure === "not_reached";
  const output = await runPatiently(call, { retry: context.retry, mayRepeat });
  const nativeId = output.code === 0 ? findSubmittedId(output.stdout) : undefined;
  if (nativeId !== undefined) return { kind: "taken", nativeId };
  if (output.code !== 0 && classifyFailure(output.stderr) === "final") {
    throw await explainRefusal(request, call, output, context);
  }
  const said = output.code === 0 ? "sbatch printed no job id" : saidBy("sbatch", output);
  return { kind: "unknown", said };
}

async function explainRefusal(
  { options: { partition } }: SlurmRequest,
  { act }: ProgramCall,
  output: ProgramOutput,
  context: SbatchContext,
): Promise<TesseraError> {
  const said = saidBy("sbatch", output);
  if (partition === undefined || !isUnknownPartition(said)) return refusal(act, said);
  return refusal(act, said, { asked: partition, known: await context.listPartitions() });
}
