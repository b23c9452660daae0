/** Submitting: recorded before and after, so that nothing is ever submitted without a trace. @module */

import { join } from "node:path";
import { TesseraError } from "../core/errors.ts";
import type { JobRef, JobSpec } from "./job.ts";
import { refuseMalformed } from "./spec_check.ts";
import { type JobStore, specIn, type SpecInFolder, type StoredJob } from "./store.ts";
import { unwritableStore } from "./store_errors.ts";
import type { CallOptions, Submission, Submitter } from "./submitter.ts";

/** The shape of an id, and none that is ever given. */
const UNUSED_ID = "0000000000";

/** What to submit, where to, and where it is recorded. */
export interface SubmitRequest {
  readonly store: JobStore;
  readonly submitter: Submitter;
  readonly spec: JobSpec | SpecInFolder;
  /** Files that the command finds in the job's folder, by name; only the user can read them. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
}

/**
 * Records a job, hands it over, and records that the backend has it.
 *
 * @throws {TesseraError} What the backend says. Nothing is left of a job that was refused; of one that may have
 * been taken (`timed_out`, an interrupt) the record stays, and is settled when somebody looks at it.
 */
export async function submitJob(
  { store, submitter, spec: wanted, files = {} }: SubmitRequest,
  options: CallOptions = {},
): Promise<StoredJob> {
  refuseMalformed(specIn(store.folderOf(UNUSED_ID), wanted));
  const recorded = await store.create(submitter.name, wanted);
  const { record: { id, spec }, folder } = recorded;
  let ref: JobRef;
  try {
    await writeFiles(folder, files);
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
  { store, submitter, spec: wanted }: Omit<SubmitRequest, "files">,
): Promise<string> {
  const folder = store.folderOf(UNUSED_ID);
  const spec = specIn(folder, wanted);
  refuseMalformed(spec);
  return await submitter.render({ spec, id: UNUSED_ID, folder });
}

async function writeFiles(
  folder: string,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) {
    try {
      await Deno.writeFile(join(folder, name), bytes, { createNew: true, mode: 0o600 });
    } catch (cause) {
      throw unwritableStore(folder, cause);
    }
  }
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
