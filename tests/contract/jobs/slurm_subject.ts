/** Slurm as a backend under test. */

import { createSubmitter } from "../../../lib/jobs/slurm/submitter.ts";
import { existingSlurmFolder, newerSlurmRoot } from "../../requirements.ts";
import { SlurmCluster } from "../../services/slurm_cluster.ts";
import type { Subject } from "./submitter_subjects.ts";

/**
 * Starts a cluster of two virtual nodes, with accounting; it is gone when the subject is disposed. Where
 * `TESSERA_TEST_SLURM_FOLDER` names a folder that the nodes of another cluster see, that cluster is used, as
 * this process's own environment reaches it: a site's, or one of another version.
 */
export async function openSlurm(): Promise<Subject> {
  const shared = existingSlurmFolder();
  if (shared !== undefined) return await openExisting(shared);
  return await openOwn();
}

/** The same with the Slurm of a newer Debian release. */
export async function openNewerSlurm(): Promise<Subject> {
  return await openOwn(newerSlurmRoot());
}

async function openOwn(debianRoot?: string): Promise<Subject> {
  const cluster = await SlurmCluster.start({ hasAccounting: true, debianRoot });
  return {
    ...FACTS,
    submitter: createSubmitter({ env: cluster.env }),
    folder: cluster.sharedFolder,
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}

async function openExisting(shared: string): Promise<Subject> {
  const folder = await Deno.makeTempDir({ dir: shared, prefix: "tessera-jobs-" });
  return {
    ...FACTS,
    submitter: createSubmitter(),
    folder,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

const FACTS = {
  pace: { firstMs: 200, maxMs: 1_000 },
  limitMs: 60_000,
  defaults: {},
  unknownNativeId: "99999999",
} as const;
