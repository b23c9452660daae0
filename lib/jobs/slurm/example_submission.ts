/** A plain job for tests. @module */

import type { JobSpec } from "../job.ts";
import type { Submission } from "../submitter.ts";
import { exampleSpec } from "../testing.ts";

/** A job that asks for nothing in particular, with the given changes. */
export function exampleSubmission(folder: string, changes: Partial<JobSpec> = {}): Submission {
  return { spec: exampleSpec({ workdir: folder, ...changes }), id: "0123456789", folder };
}
