/** Tells what the nodes of a cluster are not likely to find. @module */

import type { JobHost } from "../../jobs/refresh.ts";
import { readMountTable, unlikelyShared } from "../../jobs/serving/shared_place.ts";
import type { CliIo } from "../io.ts";
import { writeNote } from "../output.ts";

/**
 * Notes files that a job needs and its nodes may not see. Only a note: this machine cannot know what they mount.
 *
 * @param paths Absolute.
 */
export async function noteUnshared(
  paths: readonly string[],
  { host, backend, io }: { host: JobHost; backend: string; io: CliIo },
): Promise<void> {
  if (backend === "local") return;
  const doubtful = unlikelyShared(paths, host.store.root, await readMountTable());
  for (const path of doubtful) {
    writeNote(io, `Warning: the nodes may not see "${path}": it lies on a disk of this machine`);
  }
  if (doubtful.length > 0) writeNote(io, "Hint: Copy it to your home folder or scratch space");
}
