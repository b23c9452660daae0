/** Starts the process that watches over a job. @module */

import { join } from "node:path";
import { TesseraError } from "../../core/errors.ts";
import type { CallOptions, Submission } from "../submitter.ts";
import { LOCAL_FILES } from "./file_names.ts";
import { parseIdentity, type ProcessIdentity } from "./process_identity.ts";
import { LAUNCH_SCRIPT } from "./supervise_script.ts";

const SHELL = "bash";
const LIMIT_MS = 30_000;
const SHOWN_LOG_CHARS = 500;

/**
 * Starts the supervisor in a session of its own, and waits until it has taken the job.
 *
 * @param args Of `supervise.sh`.
 * @throws {TesseraError} `unavailable` when it cannot be started, `timed_out` when it has not answered.
 */
export async function launch(
  { folder, spec }: Submission,
  args: readonly string[],
  options: CallOptions,
): Promise<ProcessIdentity> {
  if (Deno.build.os !== "linux") throw notHere(spec.name, `this is ${Deno.build.os}`);
  const limit = AbortSignal.timeout(options.timeoutMs ?? LIMIT_MS);
  const signal = AbortSignal.any([
    limit,
    ...(options.signal === undefined ? [] : [options.signal]),
  ]);
  const said = await answerOf(folder, args, signal, spec.name);
  options.signal?.throwIfAborted();
  if (limit.aborted) throw unanswered(spec.name);
  const identity = parseIdentity(said);
  if (identity !== undefined) return identity;
  const log = await Deno.readTextFile(join(folder, LOCAL_FILES.supervisorLog)).catch(() => "");
  throw new TesseraError(
    "unavailable",
    `Cannot start job "${spec.name}": its supervisor ended at once: ` +
      (log.trim().slice(-SHOWN_LOG_CHARS) || "it said nothing"),
    { hint: "Jobs on one machine need bash 4.4 or newer, and /proc" },
  );
}

async function answerOf(
  folder: string,
  args: readonly string[],
  signal: AbortSignal,
  name: string,
): Promise<string> {
  try {
    const { stdout } = await new Deno.Command(SHELL, {
      args: ["-p", "-c", LAUNCH_SCRIPT, SHELL, ...args],
      cwd: folder,
      stdin: "null",
      stdout: "piped",
      stderr: "null",
      detached: true,
      signal,
    }).output();
    return new TextDecoder().decode(stdout);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) throw notHere(name, `found no program "${SHELL}"`);
    throw cause;
  }
}

function notHere(name: string, found: string): TesseraError {
  return new TesseraError("unavailable", `Cannot start job "${name}" on this machine: ${found}`, {
    hint: "Jobs on one machine need Linux, and bash 4.4 or newer on the PATH",
  });
}

function unanswered(name: string): TesseraError {
  return new TesseraError(
    "timed_out",
    `Cannot tell whether job "${name}" was started: its supervisor has not answered`,
    { hint: 'Look with "tessera jobs list" in a minute' },
  );
}
