/** Jobs in the accounting database, as slurmrestd lists them. @module */

import { z } from "zod";
import { given, type ListedJob } from "../listing.ts";
import { stateOfWord } from "../states.ts";
import { exitOf, ExitStatus, MaybeNumber, MaybeText, timeMsOf, wordOf, Words } from "./fields.ts";

const AccountedJob = z.object({
  job_id: z.number(),
  array: z.object({ job_id: MaybeNumber, task_id: MaybeNumber }).nullish(),
  state: z.object({ current: Words }),
  nodes: MaybeText,
  time: z.object({ submission: MaybeNumber, start: MaybeNumber, end: MaybeNumber }),
  exit_code: ExitStatus.nullish(),
  working_directory: MaybeText,
});

const AccountedJobs = z.object({ jobs: z.array(AccountedJob) });

/** What stands in the place of nodes for a job that has not started. */
const NO_NODES = "None assigned";

/**
 * Reads what `/slurmdb/V/jobs` answers: of each job its latest life.
 *
 * @returns Nothing for an answer of another shape.
 */
export function readAccountedJobs(body: unknown): ListedJob[] | undefined {
  const { data } = AccountedJobs.safeParse(body);
  if (data === undefined) return undefined;
  const latest = new Map<number, ListedJob>();
  for (const job of data.jobs) {
    const row = listedJob(job);
    const other = latest.get(job.job_id);
    if ((row.submittedMs ?? 0) >= (other?.submittedMs ?? 0)) latest.set(job.job_id, row);
  }
  return [...latest.values()];
}

function listedJob(job: z.infer<typeof AccountedJob>): ListedJob {
  const arrayId = job.array?.job_id ?? 0;
  const word = wordOf(job.state.current);
  const exit = exitOf(job.exit_code);
  // 22.05 gives code 0 to every job that ended by itself
  const isCertain = !(stateOfWord(word) === "failed" && exit.exitCode === 0);
  return given({
    number: String(arrayId === 0 ? job.job_id : arrayId),
    taskIndex: arrayId === 0 ? undefined : job.array?.task_id,
    word,
    // its own reason is why the job waited once, not why it ended
    reason: "",
    nodeList: job.nodes === NO_NODES ? "" : job.nodes,
    submittedMs: timeMsOf(job.time.submission),
    startedMs: timeMsOf(job.time.start),
    endedMs: timeMsOf(job.time.end),
    workdir: job.working_directory,
    ...(isCertain ? exit : {}),
  });
}
