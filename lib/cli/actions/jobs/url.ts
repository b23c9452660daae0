/** What `tessera jobs url` does. @module */

import type { KnownJob } from "../../../jobs/refresh.ts";
import { type Announced, readAnnouncement } from "../../../jobs/serving/announcement.ts";
import { isLoopbackOnly, tunnelLine } from "../../../jobs/serving/tunnel.ts";
import { EXIT } from "../../exit.ts";
import { type CliIo, writeOutText } from "../../io.ts";
import { writeJson, writeNote } from "../../output.ts";
import { getKnownJob, jobsOf, loginPlace } from "./host.ts";

/** Prints where the server of a job listens. */
export async function printUrl(
  prefix: string,
  options: { json?: true | undefined },
  io: CliIo,
): Promise<number> {
  const known = await getKnownJob(jobsOf(io), prefix);
  const announced = await readAnnouncement(known);
  if (options.json) writeJson(io, { job: known.job.record.id, ...announced });
  else {
    writeOutText(io, `${announced.url}\n`);
    tellHow(known, announced, io);
  }
  return EXIT.ok;
}

/** What a caller needs besides the URL. */
function tellHow(known: KnownJob, announced: Announced, io: CliIo): void {
  if (announced.token_file !== null) {
    writeNote(io, `Callers need the token: pass --token-file ${announced.token_file}`);
  }
  const isHere = known.job.record.backend === "local";
  if (isHere || !isLoopbackOnly(announced)) return;
  const [node] = known.status.nodes;
  const line = tunnelLine(announced, { node, login: loginPlace(io) });
  writeNote(io, `It listens on ${node ?? "its node"} only; from a laptop: ${line}`);
}
