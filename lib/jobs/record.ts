/** What the store keeps of a job, and how it is written; `record_file.ts` reads it. @module */

import type { JobRef, JobSpec, JobStatus } from "./job.ts";

/** The version of `job.json` that this program writes and reads. */
export const RECORD_VERSION = 1;

/** A job as recorded: the answer to "what did I submit, and where". */
export interface JobRecord {
  readonly id: string;
  readonly backend: string;
  /** When it was recorded, before it was sent. */
  readonly createdMs: number;
  /** As submitted, but the values of its secrets are kept nowhere: `secrets` is empty here. */
  readonly spec: JobSpec;
  /** Names of the secrets it was given. */
  readonly secretNames: readonly string[];
  /** Known once the backend has it. */
  readonly submitted?: { readonly ref: JobRef; readonly atMs: number };
}

/** The text of `job.json`; the values of secrets are left out. */
export function formatRecord(record: JobRecord): string {
  const { secrets: _secrets, ...spec } = record.spec;
  return `${JSON.stringify({ version: RECORD_VERSION, ...record, spec }, null, 2)}\n`;
}

/** The text of `status.json`: how a job ended. */
export function formatStatus(status: JobStatus): string {
  return `${JSON.stringify({ version: RECORD_VERSION, ...status }, null, 2)}\n`;
}
