/** Finding a job whose submission was cut off before its number was known. @module */

import type { CallOptions } from "../submitter.ts";
import type { Controller } from "./controller.ts";
import { listTaskMarkers, readMarkers } from "./markers.ts";
import { formatNativeId } from "./native_id.ts";
import type { SlurmRequest } from "./request.ts";

/**
 * Looks for a job by the marker of its script, by its comment, and by its folder, which is the working folder
 * that Slurm was given; the comment is not kept by accounting everywhere, and filters of a site may change it.
 *
 * @returns Slurm's id, or nothing when neither the controller nor accounting has such a job.
 * @throws {TesseraError} `unavailable` when the controller cannot be asked.
 */
export async function findSubmission(
  controller: Controller,
  request: SlurmRequest,
  options: CallOptions,
): Promise<string | undefined> {
  const number = await findByMarker(request) ?? await controller.findQueued(request, options) ??
    await controller.findAccounted(request, options);
  if (number === undefined) return undefined;
  const { cluster, restUrl } = request.options;
  return formatNativeId({ number, cluster, restUrl });
}

async function findByMarker({ spec, folder }: SlurmRequest): Promise<string | undefined> {
  if (spec.array === undefined) return (await readMarkers(folder)).start?.number;
  const [index] = (await listTaskMarkers(folder)).started;
  return index === undefined ? undefined : (await readMarkers(folder, index)).start?.number;
}
