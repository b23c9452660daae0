/** `job:ID` as a TARGET: the server that runs in a job. @module */

import { TesseraError } from "../core/errors.ts";
import type { CliIo } from "./io.ts";
import { Replicas } from "./replicas.ts";
import { parseTarget, type Target } from "./target.ts";

const PREFIX = "job:";

/** Whether a TARGET names a job. */
export function isJobTarget(text: string): boolean {
  return text.startsWith(PREFIX);
}

/**
 * The id in `job:ID`, or its beginning.
 *
 * @throws {TesseraError} `usage` when there is none.
 */
export function jobPrefix(text: string): string {
  const prefix = text.slice(PREFIX.length);
  if (prefix !== "") return prefix;
  throw new TesseraError("usage", `Cannot use TARGET "${text}": found no id, expected job:ID`, {
    hint: 'See "tessera jobs list" for the ids',
  });
}

/**
 * Like `parseTarget`, and for `job:ID` the URL that the server in that job announces now, with its token.
 *
 * @throws {TesseraError} `usage` for what is no target, `not_found` for an unknown job, `unavailable` for one whose
 * server is not ready, `failed` for one that has ended.
 */
export async function resolveTarget(text: string, io: CliIo): Promise<Target> {
  if (!isJobTarget(text)) return parseTarget(text);
  const prefix = jobPrefix(text);
  const { getKnownJob, jobsOf } = await import("./actions/jobs/host.ts");
  const { readAnnouncements } = await import("../jobs/serving/announcement.ts");
  const known = await getKnownJob(jobsOf(io), prefix);
  const servers = await readAnnouncements(known);
  const [{ url, ["token_file"]: tokenFile }] = servers;
  const served = parseTarget(url);
  if (served.kind !== "url") {
    throw new TesseraError("failed", `Cannot use "${text}": its server announces "${url}"`, {
      hint: "Let nothing else write to its announcement",
    });
  }
  return {
    ...served,
    ...(servers.length === 1 ? {} : { replicas: new Replicas(servers.map(({ url }) => url)) }),
    // one token for all
    ...(tokenFile === null ? {} : { authorization: `Bearer ${await readToken(tokenFile)}` }),
  };
}

async function readToken(path: string): Promise<string> {
  try {
    return (await Deno.readTextFile(path)).trim();
  } catch (cause) {
    throw new TesseraError("bad_input", `Cannot read token file "${path}" of the job's server`, {
      hint: "It must lie where this machine sees it",
      cause,
    });
  }
}
