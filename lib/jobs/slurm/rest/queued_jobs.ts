/** Jobs in the controller's memory, as slurmrestd lists them. @module */

import { z } from "zod";
import { given, type ListedJob, readIndices } from "../listing.ts";
import { Exit, exitOf, MaybeNumber, MaybeText, timeMsOf, wordOf, Words } from "./fields.ts";

const QueuedJob = z.object({
  job_id: z.number(),
  array_job_id: MaybeNumber,
  array_task_id: MaybeNumber,
  array_task_string: MaybeText,
  job_state: Words,
  state_reason: MaybeText,
  nodes: MaybeText,
  submit_time: MaybeNumber,
  start_time: MaybeNumber,
  end_time: MaybeNumber,
  exit_code: Exit,
  restart_cnt: MaybeNumber,
  comment: MaybeText,
  current_working_directory: MaybeText,
});

const QueuedJobs = z.object({ jobs: z.array(QueuedJob) });

/**
 * Reads what `/slurm/V/jobs` and `/slurm/V/job/N` answer.
 *
 * @returns Nothing for an answer of another shape.
 */
export function readQueuedJobs(body: unknown): ListedJob[] | undefined {
  return QueuedJobs.safeParse(body).data?.jobs.map(listedJob);
}

/**
 * Slurm's own numbers of a job: of an array one for each task that has started, and one for those that wait.
 *
 * @param body As for {@linkcode readQueuedJobs}.
 */
export function readRecordNumbers(body: unknown, number: string): string[] {
  const jobs = QueuedJobs.safeParse(body).data?.jobs ?? [];
  return jobs.filter((job) => arrayPart(job).number === number).map((job) => String(job.job_id));
}

function listedJob(job: z.infer<typeof QueuedJob>): ListedJob {
  return given({
    ...arrayPart(job),
    word: wordOf(job.job_state),
    reason: job.state_reason,
    nodeList: job.nodes,
    submittedMs: timeMsOf(job.submit_time),
    startedMs: timeMsOf(job.start_time),
    endedMs: timeMsOf(job.end_time),
    restarts: job.restart_cnt,
    comment: job.comment,
    workdir: job.current_working_directory,
    ...exitOf(job.exit_code),
  });
}

/** A task of an array has a number of its own; tasks that wait together have none, and a list. */
function arrayPart(
  { job_id: id, array_job_id: arrayId = 0, array_task_id: index, array_task_string: waiting }:
    z.infer<typeof QueuedJob>,
): Pick<ListedJob, "number" | "taskIndex" | "waitingTasks" | "hasUnnamedTasks"> {
  if (arrayId === 0) return { number: String(id) };
  const number = String(arrayId);
  if (waiting === "") return index === undefined ? { number } : { number, taskIndex: index };
  // a list that is too long for its field ends in "..."
  const isCut = waiting.includes("...");
  return {
    number,
    waitingTasks: readIndices(waiting),
    ...(isCut ? { hasUnnamedTasks: true as const } : {}),
  };
}
