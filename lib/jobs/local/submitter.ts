/** Jobs on this machine: processes that go on when the one that submitted them ends. @module */

import { hostname } from "node:os";
import { join } from "node:path";
import { TesseraError } from "../../core/errors.ts";
import { readExitMarker } from "../exit_marker.ts";
import { isFinal, type JobRef, type JobStatus } from "../job.ts";
import { type LogFile, readLogFiles } from "../log_files.ts";
import type {
  CallOptions,
  LogLine,
  LogOptions,
  Submission,
  SubmittedJob,
  Submitter,
} from "../submitter.ts";
import { parseEvents, type TaskEvents } from "./events.ts";
import { LOCAL_FILES } from "./file_names.ts";
import { writeJobFiles } from "./job_files.ts";
import { launch } from "./launch.ts";
import { limitsOf, type LocalLimits } from "./limits.ts";
import { localStatus } from "./local_state.ts";
import { endOrphans, findOrphans } from "./orphans.ts";
import {
  formatIdentity,
  isRunning,
  livenessOf,
  parseIdentity,
  type ProcessIdentity,
} from "./process_identity.ts";
import { renderScript, renderSecrets } from "./script.ts";

const NAME = "local";
/** What stands in the place of a supervisor when the job was given up before one came. */
const NOBODY = "nobody";
const LOG_NAME = /^(stdout|stderr)(?:\.(\d+))?$/;

/** The backend of this machine. */
export function createSubmitter(): Submitter {
  return new LocalSubmitter();
}

class LocalSubmitter implements Submitter {
  readonly name = NAME;

  render({ spec }: Submission): Promise<string> {
    return Promise.resolve().then(() => {
      limitsOf(spec);
      renderSecrets(spec);
      return renderScript(spec);
    });
  }

  async submit(submission: Submission, options: CallOptions): Promise<JobRef> {
    const limits = limitsOf(submission.spec);
    await refuseUnknownDependencies(submission);
    await writeJobFiles(submission);
    options.signal?.throwIfAborted();
    const identity = await launch(submission, argumentsOf(limits), options);
    return refOf(submission, identity);
  }

  async find(submission: Submission): Promise<JobRef | undefined> {
    const path = join(submission.folder, LOCAL_FILES.supervisor);
    try {
      // claimed in the supervisor's place: if it comes later, it will not start the job
      await Deno.writeTextFile(path, `${NOBODY}\n`, { createNew: true, mode: 0o600 });
      await Deno.remove(join(submission.folder, LOCAL_FILES.secrets)).catch(() => {});
      return undefined;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
    const identity = parseIdentity(await Deno.readTextFile(path));
    return identity === undefined ? undefined : refOf(submission, identity);
  }

  async status(jobs: readonly SubmittedJob[], options: CallOptions): Promise<JobStatus[]> {
    const statuses: JobStatus[] = [];
    for (const job of jobs) {
      options.signal?.throwIfAborted();
      statuses.push(await statusOf(job));
    }
    return statuses;
  }

  logs(job: SubmittedJob, options: LogOptions): AsyncIterable<LogLine> {
    return readLogFiles({
      folder: job.folder,
      files: () => logFiles(job.folder),
      hasEnded: async () => isFinal((await statusOf(job)).state),
    }, options);
  }

  async cancel(job: SubmittedJob): Promise<void> {
    const { state, nativeState } = await statusOf(job);
    if (isFinal(state)) return;
    const identity = identityOf(job.ref);
    if (identity.host !== hostname()) {
      throw new TesseraError(
        "unavailable",
        `Cannot cancel job "${job.id}": it runs on ${identity.host}, this is ${hostname()}`,
        { hint: `Cancel it on ${identity.host}` },
      );
    }
    if (nativeState === "unwatched") return await endOrphans(job, await readEvents(job.folder));
    // looked at again right before, as pids are given away again
    if (await isRunning(identity.pid, identity.startTicks)) kill(identity.pid, "SIGTERM");
  }
}

function argumentsOf(limits: LocalLimits): string[] {
  const { walltimeSec, beforeWarningSec, warningSec, graceSec, maxRunning } = limits;
  return [walltimeSec, beforeWarningSec, warningSec, graceSec, maxRunning]
    .map((value) => value === undefined ? "" : String(value));
}

/** A job that was removed can be waited for no more: its folder is gone, and with it how it ended. */
async function refuseUnknownDependencies({ spec, folder }: Submission): Promise<void> {
  for (const { job } of spec.dependencies) {
    const other = join(folder, "..", job.id);
    const isThere = await Deno.stat(other).then(() => true, () => false);
    if (isThere) continue;
    throw new TesseraError(
      "bad_input",
      `Cannot run job "${spec.name}": it waits for job "${job.id}", which has no folder ${other}`,
      { hint: "Wait for jobs of the same store that were not removed" },
    );
  }
}

async function statusOf(job: SubmittedJob): Promise<JobStatus> {
  const identity = identityOf(job.ref);
  const before = await readExitMarker(job.folder);
  const supervisor = before === undefined ? await livenessOf(identity) : "gone";
  // asked again: it may have ended, marker first, between the two looks
  const marker = before ?? (supervisor === "alive" ? undefined : await readExitMarker(job.folder));
  const events = await readEvents(job.folder);
  const orphans = marker === undefined && supervisor === "gone" ? await findOrphans(events) : [];
  return localStatus({
    job,
    marker,
    events,
    supervisor,
    host: identity.host,
    hasOrphans: orphans.length > 0,
  });
}

async function readEvents(folder: string): Promise<TaskEvents> {
  try {
    return parseEvents(await Deno.readTextFile(join(folder, LOCAL_FILES.events)));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return parseEvents("");
    throw error;
  }
}

async function logFiles(folder: string): Promise<LogFile[]> {
  const files: LogFile[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    const [, stream, index] = LOG_NAME.exec(name) ?? [];
    if (stream === undefined) continue;
    files.push({
      path: join(folder, name),
      stream: stream === "stdout" ? "stdout" : "stderr",
      ...(index === undefined ? {} : { taskIndex: Number(index) }),
    });
  }
  return files.sort((a, b) =>
    (a.taskIndex ?? 0) - (b.taskIndex ?? 0) || (a.stream < b.stream ? 1 : -1)
  );
}

function refOf({ id }: Submission, identity: ProcessIdentity): JobRef {
  return { backend: NAME, id, nativeId: formatIdentity(identity) };
}

function identityOf({ id, nativeId }: JobRef): ProcessIdentity {
  const identity = parseIdentity(nativeId);
  if (identity !== undefined) return identity;
  throw new TesseraError("bad_input", `Cannot look for job "${id}": found process "${nativeId}"`, {
    hint: "Its record was changed by hand; expected PID:START:BOOT:HOST",
  });
}

function kill(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
