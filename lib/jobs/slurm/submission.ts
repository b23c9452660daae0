/** Submitting a job: its files first, then the job, and the search for it when its answer was lost. @module */

import { TesseraError } from "../../core/errors.ts";
import { writeAtomically } from "../atomic_file.ts";
import type { CallOptions } from "../submitter.ts";
import type { Controller } from "./controller.ts";
import { findSubmission } from "./find_submission.ts";
import { scriptPath, secretsPath, tasksFolder } from "./job_folder.ts";
import type { SlurmRequest } from "./request.ts";
import { renderScript, renderSecrets } from "./script.ts";
import { noteWay } from "./way.ts";

/**
 * Writes the job's files and submits it.
 *
 * @returns Slurm's id.
 * @throws {TesseraError} `bad_input` when Slurm refuses the job, `unavailable` when it cannot be reached,
 *   `timed_out` when it is unknown whether it took the job.
 */
export async function submitJob(
  request: SlurmRequest,
  controller: Controller,
  options: CallOptions,
): Promise<string> {
  controller.check(request);
  await writeFiles(request);
  const sent = await controller.send(request, options);
  if (sent.kind === "taken") return sent.nativeId;
  const { spec: { name }, id: ownId } = request;
  const id = await findSubmission(controller, request, options).catch(() => undefined);
  if (id !== undefined) return id;
  throw new TesseraError(
    "timed_out",
    `Cannot submit job "${name}": it is unknown whether Slurm took it (${sent.said})`,
    {
      hint: `Look with tessera jobs show ${ownId}, and submit again only if Slurm has no such job`,
    },
  );
}

/** What Slurm and the job need; a log's folder must be there, or the job ends without any log. */
async function writeFiles(request: SlurmRequest): Promise<void> {
  const { spec, folder } = request;
  const secrets = renderSecrets(request);
  try {
    if (spec.array !== undefined) {
      await Deno.mkdir(tasksFolder(folder), { recursive: true, mode: 0o700 });
    }
    await noteWay(request);
    // Slurm keeps a copy of its own: whether this one outlives a crash does not matter
    await Deno.writeTextFile(scriptPath(folder), renderScript(request), { mode: 0o600 });
    if (secrets !== undefined) await writeAtomically(secretsPath(folder), secrets);
  } catch (error) {
    if (error instanceof TesseraError || !(error instanceof Error)) throw error;
    throw new TesseraError(
      "unavailable",
      `Cannot submit job "${spec.name}": its files cannot be written to ${folder} ` +
        `(${error.message})`,
      {
        cause: error,
        hint:
          "Free some space there (quotas of home folders are small), or name another folder that the nodes " +
          "see in XDG_STATE_HOME",
      },
    );
  }
}
