/** Finding a job whose submission was cut off before its number was known. @module */

import type { CallOptions } from "../submitter.ts";
import { type Controller, failed } from "./controller.ts";
import { splitLines } from "./listing.ts";
import { listTaskMarkers, readMarkers } from "./markers.ts";
import type { SlurmRequest } from "./request.ts";

/** How far back accounting is searched. */
const SEARCHED_DAYS = 30;

/** What marks a job as the one with Tessera's id, at the start of its comment. */
export function submissionMark(id: string): string {
  return `tessera:${id}`;
}

/**
 * Looks for a job by the marker of its script, by its comment, and by its folder, which is the working folder
 * that sbatch was given; the comment is not kept by accounting everywhere, and filters of a site may change it.
 *
 * @returns Slurm's id, or nothing when neither the controller nor accounting has such a job.
 * @throws {TesseraError} `unavailable` when the controller cannot be asked.
 */
export async function findSubmission(
  controller: Controller,
  request: SlurmRequest,
  options: CallOptions,
): Promise<string | undefined> {
  const { cluster } = request.options;
  const number = await findByMarker(request) ?? await findInQueue(controller, request, options) ??
    await findInAccounts(controller, request, options);
  return number === undefined || cluster === undefined ? number : `${number};${cluster}`;
}

async function findByMarker({ spec, folder }: SlurmRequest): Promise<string | undefined> {
  if (spec.array === undefined) return (await readMarkers(folder)).start?.number;
  const [index] = (await listTaskMarkers(folder)).started;
  return index === undefined ? undefined : (await readMarkers(folder, index)).start?.number;
}

async function findInQueue(
  controller: Controller,
  request: SlurmRequest,
  options: CallOptions,
): Promise<string | undefined> {
  const act = `look for job "${request.spec.name}"`;
  // %F is the number of an array, or of the job itself
  const args = ["--noheader", "--me", "--states=all", "--format=%F|%Z|%k", ...clusters(request)];
  const output = await controller.call("squeue", args, act, options);
  if (output.code !== 0) throw failed("squeue", act, output);
  const mark = submissionMark(request.id);
  const found = splitLines(output.stdout, ["number", "rest"]).find((fields) => {
    const rest = fields.get("rest") ?? "";
    return rest.startsWith(`${request.folder}|`) || rest.endsWith(`|${mark}`) ||
      rest.includes(`|${mark} `);
  });
  return found?.get("number");
}

async function findInAccounts(
  controller: Controller,
  request: SlurmRequest,
  options: CallOptions,
): Promise<string | undefined> {
  const args = [
    "--noheader",
    "--allocations",
    "--parsable2",
    `--starttime=now-${SEARCHED_DAYS}days`,
    "--format=jobid,workdir",
    ...clusters(request),
  ];
  const output = await controller.callOnce("sacct", args, options);
  if (output === undefined || output.code !== 0) return undefined;
  const found = splitLines(output.stdout, ["id", "folder"])
    .find((fields) => fields.get("folder") === request.folder);
  return /^\d+/.exec(found?.get("id") ?? "")?.[0];
}

function clusters({ options: { cluster } }: SlurmRequest): string[] {
  return cluster === undefined ? [] : [`--clusters=${cluster}`];
}
