/** What `tessera jobs cancel` does. @module */

import { TesseraError } from "../../../core/errors.ts";
import { isFinal, type JobState } from "../../../jobs/job.ts";
import { type JobHost, type KnownJob, refreshJobs, submittedJobOf } from "../../../jobs/refresh.ts";
import { EXIT } from "../../exit.ts";
import { type CliIo, writeOutText } from "../../io.ts";
import { formatTable, writeJson } from "../../output.ts";
import { wordsOf } from "./describe.ts";
import { getJobs, jobsOf } from "./host.ts";

/** What became of one job. */
interface Outcome {
  readonly id: string;
  /** Whether it was told to end. */
  readonly isCancelled: boolean;
  /** Where it stood before. */
  readonly state: JobState;
  readonly error?: TesseraError;
}

/**
 * Cancels jobs, and says which had ended already.
 *
 * @throws {TesseraError} That of the first job that could not be cancelled, after all were tried.
 */
export async function cancelJobs(
  ids: readonly string[],
  options: { json?: true | undefined },
  io: CliIo,
): Promise<number> {
  const host = jobsOf(io);
  const known = await refreshJobs(await getJobs(host, ids), host);
  for (const job of known) refuseUnconfirmed(job);
  const outcomes: Outcome[] = [];
  for (const job of known) outcomes.push(await cancel(job, host));
  if (options.json) {
    writeJson(io, outcomes.map(({ error, ...outcome }) => ({ ...outcome, error: error?.message })));
  } else writeOutText(io, formatTable(outcomes.map((outcome) => [outcome.id, textOf(outcome)])));
  const failed = outcomes.find(({ error }) => error !== undefined);
  if (failed?.error !== undefined) throw failed.error;
  return EXIT.ok;
}

async function cancel({ job, status: { state } }: KnownJob, host: JobHost): Promise<Outcome> {
  const { id, backend } = job.record;
  const submitted = submittedJobOf(job);
  if (submitted === undefined || isFinal(state)) return { id, isCancelled: false, state };
  try {
    await (await host.open(backend)).cancel(submitted, {});
    return { id, isCancelled: true, state };
  } catch (error) {
    // the others are to be cancelled all the same
    if (error instanceof TesseraError) return { id, isCancelled: false, state, error };
    throw error;
  }
}

function textOf({ isCancelled, state, error }: Outcome): string {
  if (error !== undefined) return "could not be cancelled";
  return isCancelled ? "is told to end" : `had ended: ${wordsOf(state)}`;
}

/** Before any job is cancelled: half of a list would be hard to explain. */
function refuseUnconfirmed({ job, status }: KnownJob): void {
  if (status.state !== "submitting") return;
  const { id, backend } = job.record;
  throw new TesseraError(
    "unavailable",
    `Cannot cancel job "${id}": it is not known yet whether ${backend} has it`,
    { hint: "Try again a minute after it was submitted" },
  );
}
