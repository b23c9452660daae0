/** What `tessera jobs url` does. @module */

import { z } from "zod";
import { TesseraError } from "../../../core/errors.ts";
import { isFinal } from "../../../jobs/job.ts";
import type { KnownJob } from "../../../jobs/refresh.ts";
import { EXIT } from "../../exit.ts";
import { type CliIo, writeOutText } from "../../io.ts";
import { writeJson, writeNote } from "../../output.ts";
import { ANNOUNCE_LABEL } from "../submit_announce.ts";
import { wordsOf } from "./describe.ts";
import { getKnownJob, jobsOf } from "./host.ts";

/** What a server announces, as far as it matters here. */
const Announced = z.object({
  url: z.string(),
  host: z.string(),
  port: z.int(),
  pid: z.int(),
  ["token_file"]: z.string().nullable(),
  ["job_id"]: z.string().nullable(),
});
type Announced = z.infer<typeof Announced>;

const LOOPBACK = /^(127\.|localhost$|\[?::1\]?$)/;

/** Prints where the server of a job listens. */
export async function printUrl(
  prefix: string,
  options: { json?: true | undefined },
  io: CliIo,
): Promise<number> {
  const known = await getKnownJob(jobsOf(io), prefix);
  const announced = await read(known);
  if (options.json) writeJson(io, { job: known.job.record.id, ...announced });
  else {
    writeOutText(io, `${announced.url}\n`);
    tellHow(known, announced, io);
  }
  return EXIT.ok;
}

async function read(known: KnownJob): Promise<Announced> {
  const { id, spec } = known.job.record;
  const path = spec.labels[ANNOUNCE_LABEL];
  if (path === undefined) {
    throw new TesseraError("bad_input", `Cannot tell a URL of job "${id}": it announces none`, {
      hint: "Submit it as: tessera submit -- tessera serve MODULE --announce FILE",
    });
  }
  const { state } = known.status;
  if (isFinal(state)) {
    throw new TesseraError("failed", `Cannot tell a URL of job "${id}": it ${ended(state)}`, {
      hint: `See why with "tessera jobs logs ${id}"`,
    });
  }
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw unreadable(id, path, cause);
    throw new TesseraError(
      "unavailable",
      `Cannot tell a URL of job "${id}" yet: it is ${wordsOf(state)}, and there is no "${path}"`,
      { hint: "Try again when it runs and has loaded its module" },
    );
  }
  try {
    return Announced.parse(JSON.parse(text));
  } catch (cause) {
    throw unreadable(id, path, cause);
  }
}

function ended(state: KnownJob["status"]["state"]): string {
  return state === "succeeded" ? "has ended" : `has ended (${wordsOf(state)})`;
}

function unreadable(id: string, path: string, cause: unknown): TesseraError {
  return new TesseraError(
    "failed",
    `Cannot tell a URL of job "${id}": "${path}" is no announcement of a server`,
    { hint: "Let nothing else write to that file", cause },
  );
}

/** What a caller needs besides the URL. */
function tellHow(known: KnownJob, announced: Announced, io: CliIo): void {
  if (announced.token_file !== null) {
    writeNote(io, `Callers need the token: pass --token-file ${announced.token_file}`);
  }
  const [node] = known.status.nodes;
  if (LOOPBACK.test(announced.host) && known.job.record.backend !== "local" && node !== undefined) {
    writeNote(
      io,
      `It listens on ${node} only: ssh -L ${announced.port}:${announced.host}:` +
        `${announced.port} ${node}, or let it serve with --host`,
    );
  }
}
