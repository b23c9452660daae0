/** Jobs for tests of this folder. @module */

import type { JobSpec, JobState, JobStatus } from "./job.ts";
import type { SubmittedJob } from "./submitter.ts";

/** A job that does nothing, with the given changes. */
export function exampleSpec(changes: Partial<JobSpec> = {}): JobSpec {
  return {
    name: "example",
    command: ["true"],
    workdir: "/",
    environment: {},
    secrets: {},
    files: { stageIn: [], stageOut: [] },
    resources: {},
    dependencies: [],
    isRequeueable: false,
    labels: {},
    ...changes,
  };
}

/** A job that a backend has. */
export function exampleJob(id: string, changes: Partial<SubmittedJob> = {}): SubmittedJob {
  return {
    spec: exampleSpec(),
    id,
    folder: `/nowhere/${id}`,
    ref: { backend: "local", id, nativeId: `native-${id}` },
    submittedMs: 1_700_000_000_000,
    ...changes,
  };
}

/** A status with nothing but a state. */
export function exampleStatus(id: string, state: JobState): JobStatus {
  return {
    ref: { backend: "local", id, nativeId: `native-${id}` },
    state,
    nativeState: state,
    nodes: [],
    restarts: 0,
  };
}

/** A folder that is gone at the end of the scope. */
export async function testFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.realPath(await Deno.makeTempDir({ prefix: "tessera-jobs-" }));
  return {
    path,
    async [Symbol.asyncDispose]() {
      await Deno.remove(path, { recursive: true });
    },
  };
}
