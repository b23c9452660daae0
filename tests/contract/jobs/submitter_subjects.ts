/** The backends under test, each with a folder that its jobs can see. */

import { join } from "node:path";
import { followJobs, type PollPace } from "../../../lib/jobs/follow.ts";
import type { JobSpec, JobStatus } from "../../../lib/jobs/job.ts";
import { createSubmitter } from "../../../lib/jobs/local/submitter.ts";
import { submittedJobOf } from "../../../lib/jobs/refresh.ts";
import { JobStore } from "../../../lib/jobs/store.ts";
import { submitJob } from "../../../lib/jobs/submit.ts";
import { exampleSpec } from "../../../lib/jobs/testing.ts";
import type { LogLine, LogOptions, SubmittedJob, Submitter } from "../../../lib/jobs/submitter.ts";
import { existingSlurmFolder, needs } from "../../requirements.ts";
import { openSlurmRest } from "./slurm_rest_subject.ts";
import { openNewerSlurm, openSlurm } from "./slurm_subject.ts";

/** A backend that is ready for jobs. */
export interface Subject extends AsyncDisposable {
  readonly submitter: Submitter;
  /** An empty folder, seen under this path by the jobs' nodes as well. */
  readonly folder: string;
  readonly pace: PollPace;
  /** The longest that one job of the suite may take from its submission to its end. */
  readonly limitMs: number;
  /** What every job here needs, such as a partition, and a short grace when it is cancelled. */
  readonly defaults: Partial<JobSpec>;
  /** A backend's id that belongs to no job. */
  readonly unknownNativeId: string;
}

/** What only some backends can do. */
export type Ability =
  /** Limits of a few seconds, kept to the second. */
  | "shortLimits"
  /** A command that ignores SIGTERM is killed within the subject's limit. */
  | "shortGrace";

/** A backend, and what it cannot do. */
export interface SubjectKind {
  readonly name: string;
  readonly ignore: boolean;
  /** Promises it does not make, with the reason. */
  readonly skip: Readonly<Partial<Record<Ability, string>>>;
  /** Once for the whole suite. */
  open(): Promise<Subject>;
}

const NOT_ON_SLURM = {
  shortLimits:
    "its limits are whole minutes, and kept late; see tests/e2e/jobs/slurm_failures_test.ts",
  shortGrace: "its nodes count processes for themselves; see slurm_test.ts",
};

/** Every backend. */
export const SUBJECTS: readonly SubjectKind[] = [
  { name: "local", ignore: Deno.build.os !== "linux", skip: {}, open: openLocal },
  {
    name: "slurm",
    ignore: existingSlurmFolder() === undefined && needs("slurm").ignore,
    skip: NOT_ON_SLURM,
    open: openSlurm,
  },
  { name: "newer slurm", ...needs("newerSlurm"), skip: NOT_ON_SLURM, open: openNewerSlurm },
  {
    name: "slurm over slurmrestd",
    ...needs("slurmRest"),
    skip: NOT_ON_SLURM,
    open: openSlurmRest,
  },
];

async function openLocal(): Promise<Subject> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "tessera-jobs-" }));
  return {
    submitter: createSubmitter(),
    folder,
    pace: { firstMs: 20, maxMs: 200 },
    limitMs: 30_000,
    defaults: { local: { grace: "1s" } },
    unknownNativeId: "1:1:00000000-0000-0000-0000-000000000000:nowhere.invalid",
    async [Symbol.asyncDispose]() {
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Jobs of one test, in a folder of their own. */
export class JobBench {
  /** Where the jobs work, unless they say otherwise. */
  readonly workdir: string;
  readonly store: JobStore;
  readonly subject: Subject;

  private constructor(subject: Subject, workdir: string) {
    this.subject = subject;
    this.workdir = workdir;
    this.store = new JobStore(join(workdir, ".jobs"));
  }

  /** Makes the folder. */
  static async make(subject: Subject): Promise<JobBench> {
    const workdir = join(subject.folder, crypto.randomUUID());
    await Deno.mkdir(workdir);
    return new JobBench(subject, workdir);
  }

  /** A job that does nothing, with the given changes. */
  spec(changes: Partial<JobSpec> = {}): JobSpec {
    const { workdir, subject: { defaults } } = this;
    return exampleSpec({ name: "contract", workdir, ...defaults, ...changes });
  }

  /** Submits a job. */
  async submit(changes: Partial<JobSpec>): Promise<SubmittedJob> {
    const { submitter, limitMs } = this.subject;
    const { store } = this;
    const options = { timeoutMs: limitMs };
    const job = await submitJob({ store, submitter, spec: this.spec(changes) }, options);
    const submitted = submittedJobOf(job);
    if (submitted === undefined) throw new Error(`Job ${job.record.id} has no reference`);
    return submitted;
  }

  /** Submits a line for bash. */
  async script(line: string, changes: Partial<JobSpec> = {}): Promise<SubmittedJob> {
    return await this.submit({ command: ["bash", "-c", line], ...changes });
  }

  /** Waits for the end of jobs; their statuses, in their order. */
  async ends(...jobs: readonly SubmittedJob[]): Promise<JobStatus[]> {
    const { submitter, pace, limitMs } = this.subject;
    const signal = AbortSignal.timeout(limitMs * Math.ceil(1 + jobs.length / 4));
    let last: ReadonlyMap<string, JobStatus> = new Map();
    for await (const statuses of followJobs([{ submitter, pace, jobs }], { signal })) {
      last = statuses;
    }
    return jobs.map(({ id }) => {
      const status = last.get(id);
      if (status === undefined) throw new Error(`No status of job ${id}`);
      return status;
    });
  }

  /** Waits for the end of one job. */
  async end(job: SubmittedJob): Promise<JobStatus> {
    const [status] = await this.ends(job);
    if (status === undefined) throw new Error(`No status of job ${job.id}`);
    return status;
  }

  /** All lines of a job, until its end if they are followed. */
  async lines(job: SubmittedJob, options: Partial<LogOptions> = {}): Promise<LogLine[]> {
    const { submitter, limitMs } = this.subject;
    const timeoutMs = limitMs;
    return await Array.fromAsync(submitter.logs(job, { follow: false, timeoutMs, ...options }));
  }

  /** Waits until a job has printed a line. */
  async printed(job: SubmittedJob, text: string): Promise<void> {
    const { submitter, limitMs } = this.subject;
    for await (const line of submitter.logs(job, { follow: true, timeoutMs: limitMs })) {
      if (line.text === text) return;
    }
    throw new Error(`Job ${job.id} ended without printing "${text}"`);
  }

  /** A file that a job left in the workdir. */
  async read(name: string): Promise<string> {
    return await Deno.readTextFile(join(this.workdir, name));
  }
}
