/** What a job printed: files in its folder, which the job's nodes write. @module */

import { TesseraError } from "../../core/errors.ts";
import { isFinal, type JobStatus } from "../job.ts";
import { type LogFile, readLogFiles } from "../log_files.ts";
import type { LogLine, LogOptions, SubmittedJob } from "../submitter.ts";
import { jobFolder, tasksFolder } from "./job_folder.ts";
import { listTaskMarkers, readMarkers } from "./markers.ts";

/** How often Slurm itself is asked whether the job has ended, at most; sites object to more. */
const FIRST_ASK_MS = 5_000;
const MAX_ASK_MS = 60_000;

/** The lines of a job's output, until its end when they are followed. */
export function readLogs(
  job: SubmittedJob,
  options: LogOptions,
  status: () => Promise<JobStatus>,
): AsyncIterable<LogLine> {
  const isArray = job.spec.array !== undefined;
  const end = new End(job, options, status);
  return readLogFiles({
    folder: isArray ? tasksFolder(job.folder) : job.folder,
    files: () => Promise.resolve(logFiles(job)),
    hasEnded: () => end.hasCome(),
  }, options);
}

function logFiles({ folder, spec }: SubmittedJob): LogFile[] {
  const ofTask = (task?: number): LogFile[] => {
    const paths = jobFolder(folder, task);
    const index = task === undefined ? {} : { taskIndex: task };
    return [
      { path: paths.stdout, stream: "stdout", ...index },
      { path: paths.stderr, stream: "stderr", ...index },
    ];
  };
  return spec.array === undefined ? ofTask() : spec.array.indices.flatMap(ofTask);
}

/** The end of a job: its exit marker is looked for each time, Slurm is asked now and then. */
class End {
  readonly #job: SubmittedJob;
  readonly #options: LogOptions;
  readonly #status: () => Promise<JobStatus>;
  #askedMs = -Infinity;
  #pauseMs = FIRST_ASK_MS;

  constructor(job: SubmittedJob, options: LogOptions, status: () => Promise<JobStatus>) {
    this.#job = job;
    this.#options = options;
    this.#status = status;
  }

  async hasCome(): Promise<boolean> {
    if (await this.#isMarked()) {
      if (!this.#job.spec.isRequeueable) return true;
      this.#pauseMs = FIRST_ASK_MS; // it may be started again, which only Slurm knows
    }
    const nowMs = performance.now();
    if (nowMs - this.#askedMs < this.#pauseMs) return false;
    if (this.#askedMs !== -Infinity) this.#pauseMs = Math.min(MAX_ASK_MS, this.#pauseMs * 2);
    this.#askedMs = nowMs;
    return await this.#isFinal();
  }

  /** Whether everything that is read has left its exit marker. */
  async #isMarked(): Promise<boolean> {
    const { folder, spec: { array } } = this.#job;
    const { taskIndex } = this.#options;
    if (array === undefined || taskIndex !== undefined) {
      return (await readMarkers(folder, taskIndex)).exit !== undefined;
    }
    return (await listTaskMarkers(folder)).ended.size === array.indices.length;
  }

  /** A controller that is down for a while ends no reader: the job goes on, and its files grow. */
  async #isFinal(): Promise<boolean> {
    try {
      return isFinal((await this.#status()).state);
    } catch (error) {
      const passes = error instanceof TesseraError &&
        (error.code === "unavailable" || error.code === "timed_out");
      if (!passes) throw error;
      return false;
    }
  }
}
