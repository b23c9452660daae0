/** Submitting: recorded before and after, so that nothing is ever submitted without a trace. @module */

import { TesseraError } from "../core/errors.ts";
import type { JobRef, JobSpec } from "./job.ts";
import { refuseMalformed } from "./spec_check.ts";
import type { JobStore, StoredJob } from "./store.ts";
import type { CallOptions, Submission, Submitter } from "./submitter.ts";

/**
 * Records a job, hands it over, and records that the backend has it.
 *
 * @throws {TesseraError} What the backend says. Nothing is left of a job that was refused; of one that may have
 * been taken (`timed_out`, an interrupt) the record stays, and is settled when somebody looks at it.
 */
export async function submitJob(
  { store, submitter, spec }: { store: JobStore; submitter: Submitter; spec: JobSpec },
  options: CallOptions = {},
): Promise<StoredJob> {
  refuseMalformed(spec);
  const recorded = await store.create(submitter.name, spec);
  const { record: { id }, folder } = recorded;
  let ref: JobRef;
  try {
    ref = await submitter.submit({ spec, id, folder }, options);
  } catch (error) {
    if (isRefusal(error)) await store.remove(id);
    throw error;
  }
  return await store.markSubmitted(recorded, ref);
}

/**
 * What would be sent, without recording or sending anything.
 *
 * @throws {TesseraError} `bad_input` for what the backend cannot do.
 */
export async function renderJob(
  { store, submitter, spec }: { store: JobStore; submitter: Submitter; spec: JobSpec },
): Promise<string> {
  refuseMalformed(spec);
  const id = "0000000000"; // the shape of an id, and none that is ever given
  return await submitter.render({ spec, id, folder: store.folderOf(id) });
}

/** A stored job as backends want it. */
export function submissionOf({ record, folder }: StoredJob): Submission {
  return { spec: record.spec, id: record.id, folder };
}

/** Whether the backend surely has not taken the job. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof TesseraError)) return false;
  return error.code !== "timed_out" && error.code !== "interrupted";
}
