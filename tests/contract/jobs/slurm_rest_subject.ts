/** Slurm over slurmrestd as a backend under test. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { createSubmitter } from "../../../lib/jobs/slurm/submitter.ts";
import { makeToken, startTokenDaemon } from "../../services/slurm/rest_daemon.ts";
import { SlurmCluster } from "../../services/slurm_cluster.ts";
import type { Subject } from "./submitter_subjects.ts";

/**
 * Starts a cluster of one virtual node, with accounting, and a slurmrestd beside it. The submitter finds none of
 * Slurm's programs: only the URL, a token, and the folder that the node sees.
 */
export async function openSlurmRest(): Promise<Subject> {
  const cluster = await SlurmCluster.start({ nodes: 1, hasAccounting: true, hasTokens: true });
  try {
    const daemon = await startTokenDaemon(cluster);
    const env = await restEnvironment(cluster, daemon.url);
    return {
      submitter: createSubmitter({ env }),
      folder: cluster.sharedFolder,
      pace: { firstMs: 200, maxMs: 1_000 },
      limitMs: 60_000,
      defaults: {},
      unknownNativeId: `99999999@${daemon.url}`,
      async [Symbol.asyncDispose]() {
        const called = await calledPrograms(cluster);
        await daemon[Symbol.asyncDispose]();
        await cluster[Symbol.asyncDispose]();
        assert.equal(called, "", "the jobs went over slurmrestd, and something called a program");
      },
    };
  } catch (error) {
    await cluster[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * The environment of a machine without Slurm's programs, with a token of root's. Where their names stand, there is
 * something that notes being called; see {@linkcode calledPrograms}.
 */
export async function restEnvironment(
  cluster: SlurmCluster,
  url: string,
): Promise<Record<string, string>> {
  const folder = join(cluster.sharedFolder, "not-slurm");
  await Deno.mkdir(folder, { recursive: true });
  for (const name of ["sbatch", "squeue", "sacct", "scancel", "scontrol", "sinfo"]) {
    const text = `#!/bin/sh\necho "${name} $*" >>"${folder}/calls"\nexit 1\n`;
    await Deno.writeTextFile(join(folder, name), text, { mode: 0o755 });
  }
  return {
    PATH: `${folder}:/usr/bin:/bin`,
    HOME: cluster.sharedFolder,
    TESSERA_SLURM_REST_URL: url,
    SLURM_JWT: await makeToken(cluster, 3_600),
  };
}

/** The calls of programs of Slurm's in that environment. */
export async function calledPrograms(cluster: SlurmCluster): Promise<string> {
  try {
    return await Deno.readTextFile(join(cluster.sharedFolder, "not-slurm/calls"));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
