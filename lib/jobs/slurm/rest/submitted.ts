/** What became of a job that was posted. @module */

import { z } from "zod";
import { TesseraError } from "../../../core/errors.ts";
import type { SentJob } from "../controller.ts";
import { formatNativeId } from "../native_id.ts";
import { isUnknownPartition, refusal } from "../refusals.ts";
import type { SlurmRequest } from "../request.ts";
import { failureIn, isSuccess, type RestAnswer, saidIn } from "./answer.ts";

const Submitted = z.object({ job_id: z.int().positive() });

/** 22.05 says this of a job that it took and holds. */
const JOB_IS_HELD = 2042;
/** From v0.0.40 on a field that is not known is left out with a warning. */
const LEFT_OUT = /ignoring|unknown/i;

/** What a job's answer may call for. */
export interface SubmissionContext {
  /** What was being done, for messages. */
  readonly act: string;
  readonly url: string;
  cancel(number: string): Promise<void>;
  /** Names of the site's partitions, to find a mistyped one. */
  listPartitions(): Promise<readonly string[]>;
}

/**
 * Judges the answer to a submission. Some versions take a job and complain of a part of it that they drop:
 * such a job is cancelled and refused.
 *
 * @throws {TesseraError} `bad_input` for a job that is refused.
 */
export async function judgeSubmission(
  answer: RestAnswer,
  request: SlurmRequest,
  context: SubmissionContext,
): Promise<SentJob> {
  const { act, url } = context;
  const { data } = Submitted.safeParse(answer.kind === "answered" ? answer.body : undefined);
  if (data !== undefined) {
    const number = String(data.job_id);
    const dropped = droppedParts(answer);
    if (dropped.length === 0) {
      return { kind: "taken", nativeId: formatNativeId({ number, restUrl: url }) };
    }
    await context.cancel(number);
    throw new TesseraError(
      "bad_input",
      `Cannot ${act}: slurmrestd at ${url} took it without a part of it (${
        dropped.join("; ")
      }), so job ` +
        `${number} was cancelled`,
      { hint: "Leave that part out, or submit with sbatch, without restUrl" },
    );
  }
  if (failureIn(answer) === "final" && !isSuccess(answer)) {
    throw await explainRefusal(saidIn(answer), request, context);
  }
  return { kind: "unknown", said: isSuccess(answer) ? "no number of a job" : saidIn(answer) };
}

function droppedParts(answer: RestAnswer): string[] {
  if (answer.kind !== "answered") return [];
  return [
    ...answer.problems.filter(({ number }) => number !== JOB_IS_HELD).map(({ said }) => said),
    ...answer.warnings.filter((warning) => LEFT_OUT.test(warning)),
  ];
}

async function explainRefusal(
  said: string,
  { options: { partition } }: SlurmRequest,
  { act, listPartitions }: SubmissionContext,
): Promise<TesseraError> {
  if (partition === undefined || !isUnknownPartition(said)) return refusal(act, said);
  return refusal(act, said, { asked: partition, known: await listPartitions() });
}
