/** Says how to reach the server in a job. @module */

import { formatDurationMs } from "../../core/duration.ts";
import { tunnelLine } from "../../jobs/serving/tunnel.ts";
import type { StoredJob } from "../../jobs/store.ts";
import { type CliIo, writeOutText } from "../io.ts";
import { formatTable, writeNote } from "../output.ts";
import { loginPlace } from "./jobs/host.ts";
import type { ReadyServer } from "./serve_on_wait.ts";

const HEALTH_LIMIT_MS = 5_000;

/** Facts to stdout, what to do with them to stderr. */
export async function reportReady(
  job: StoredJob,
  { announced, known }: ReadyServer,
  io: CliIo,
): Promise<void> {
  const { id, backend } = job.record;
  const { url, token_file: tokenFile } = announced;
  const node = backend === "local" ? undefined : known.status.nodes[0];
  const tunnel = tunnelLine(announced, { node, login: loginPlace(io) });
  const rows = [
    ["job", id],
    ["url", url],
    ...(tokenFile === null ? [] : [["token file", tokenFile]]),
    ["tunnel", tunnel],
  ];
  writeOutText(io, formatTable(rows));
  const problem = await reachProblem(url, tokenFile);
  if (problem !== undefined) {
    writeNote(io, `It is ready, but this machine cannot reach it: ${problem}`);
    writeNote(io, "Hint: Look at proxy variables (no_proxy), or call it from another of its jobs");
  }
  writeNote(io, `Call it here: tessera run job:${id} apply @inputs.json`);
  writeNote(io, `From a laptop: run the tunnel line there, then use ${localUrl(announced.port)}`);
  writeNote(io, `End it: tessera jobs cancel ${id}${idleText(job)}`);
}

/** Why the server does not answer here, or nothing. */
async function reachProblem(url: string, tokenFile: string | null): Promise<string | undefined> {
  try {
    const token = tokenFile === null ? undefined : (await Deno.readTextFile(tokenFile)).trim();
    const response = await fetch(`${url}/health`, {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(HEALTH_LIMIT_MS),
    });
    await response.body?.cancel();
    return response.ok ? undefined : `${url} answered ${response.status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function localUrl(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/** When it ends by itself, as its own command says. */
function idleText({ record }: StoredJob): string {
  const words = record.spec.command;
  const digits = words.map((word) => /^--idle-timeout=(\d+)ms$/.exec(word)?.[1]).find(Boolean);
  const limitMs = Number(digits ?? 0);
  return limitMs === 0 ? "" : `; it ends itself after ${formatDurationMs(limitMs)} without a call`;
}
