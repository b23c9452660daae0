/** The way to Slurm: its programs on this machine, or the slurmrestd that the user names. @module */

import { join } from "node:path";
import { TesseraError } from "../../core/errors.ts";
import { writeAtomically } from "../atomic_file.ts";
import type { Submission } from "../submitter.ts";
import { parseNativeId } from "./native_id.ts";
import { checkRequest, type SlurmRequest } from "./request.ts";
import { parseRestUrl } from "./rest/address.ts";

/** The variable that names a slurmrestd for all jobs. */
export const REST_URL_VARIABLE = "TESSERA_SLURM_REST_URL";

/**
 * Checks a job and settles the way that it goes: the option `restUrl`, else the variable, else the programs.
 *
 * @throws {TesseraError} `bad_input` for what Slurm cannot do, and for jobs to wait for that went another way.
 */
export function checkWayAndRequest(
  submission: Submission,
  env: Readonly<Record<string, string>>,
): SlurmRequest {
  const request = checkRequest(submission);
  const restUrl = request.options.restUrl ?? restUrlIn(env);
  refuseOtherWays(request, restUrl);
  return { ...request, options: { ...request.options, restUrl } };
}

/** Notes in the job's folder which slurmrestd a job is sent through, before it is sent. */
export async function noteWay({ folder, options: { restUrl } }: SlurmRequest): Promise<void> {
  if (restUrl !== undefined) await writeAtomically(wayPath(folder), `${restUrl}\n`);
}

/** The way that a job was sent, if it was: the variable may have another value by now. */
export async function readWay(folder: string): Promise<string | undefined> {
  try {
    return (await Deno.readTextFile(wayPath(folder))).trim();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function wayPath(folder: string): string {
  return join(folder, "slurmrestd");
}

function restUrlIn(env: Readonly<Record<string, string>>): string | undefined {
  const text = env[REST_URL_VARIABLE];
  if (text === undefined || text === "") return undefined;
  try {
    return parseRestUrl(text).url;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new TesseraError("bad_input", `Cannot use ${REST_URL_VARIABLE}: ${error.message}`, {
      hint:
        "Ask the site for the URL of its slurmrestd, or unset the variable to use Slurm's programs",
    });
  }
}

/** Numbers of jobs mean something within one Slurm only, and two ways may lead to two. */
function refuseOtherWays({ spec }: SlurmRequest, restUrl: string | undefined): void {
  for (const { job } of spec.dependencies) {
    const other = parseNativeId(job.nativeId).restUrl;
    if (other === restUrl) continue;
    throw new TesseraError(
      "bad_input",
      `Cannot submit job "${spec.name}" through ${
        nameOfWay(restUrl)
      }: it waits for job ${job.id}, which was ` +
        `submitted through ${nameOfWay(other)}`,
      { hint: "Submit both the same way, so that both surely are of the same cluster" },
    );
  }
}

function nameOfWay(restUrl: string | undefined): string {
  return restUrl === undefined ? "sbatch" : `slurmrestd at ${restUrl}`;
}
