/** Slurm as a backend under test: a cluster of two virtual nodes, with accounting. */

import { createSubmitter } from "../../lib/jobs/slurm/submitter.ts";
import { SlurmCluster } from "../services/slurm_cluster.ts";
import type { Subject } from "./submitter_subjects.ts";

/** Starts the cluster; it is gone when the subject is disposed. */
export async function openSlurm(): Promise<Subject> {
  const cluster = await SlurmCluster.start({ hasAccounting: true });
  return {
    submitter: createSubmitter({ env: cluster.env }),
    folder: cluster.sharedFolder,
    pace: { firstMs: 200, maxMs: 1_000 },
    limitMs: 60_000,
    defaults: {},
    unknownNativeId: "999999",
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}
