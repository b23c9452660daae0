/** A plain job for tests. @module */

import type { JobSpec } from "../job.ts";
import type { Submission } from "../submitter.ts";

/** A job that asks for nothing in particular, with the given changes. */
export function exampleSubmission(folder: string, changes: Partial<JobSpec> = {}): Submission {
  const spec: JobSpec = {
    name: "example",
    command: ["true"],
    workdir: folder,
    environment: {},
    secrets: {},
    files: { stageIn: [], stageOut: [] },
    resources: {},
    dependencies: [],
    isRequeueable: false,
    labels: {},
    ...changes,
  };
  return { spec, id: "0123456789", folder };
}
