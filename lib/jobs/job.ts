/** What a job is, in terms that every backend shares. @module */

/**
 * A computation to run elsewhere. It holds what every backend can mean; what only one knows sits under that
 * backend's name and is validated there. A backend refuses a request that it cannot map, and says what it
 * can do: nothing is silently dropped.
 */
export interface JobSpec {
  /** For people and schedulers: `[A-Za-z0-9._-]`, at most 64 characters. */
  readonly name: string;
  /** Program and arguments, run without a shell. */
  readonly command: readonly string[];
  /** Absolute path, on the machine where the job runs. */
  readonly workdir: string;
  /** Variables set for the command, in the clear: they may stand in scripts and listings. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Variables that must not be seen. They reach the command through a file that only the user can read,
   * never through an argument, a script, a log or an error message.
   */
  readonly secrets: Readonly<Record<string, string>>;
  /** Files that the job needs in its workdir, and files that it leaves there. */
  readonly files: JobFiles;
  readonly resources: JobResources;
  /** One job for many indices; each task sees its index in `TESSERA_TASK_INDEX`. */
  readonly array?: JobArray;
  /** When the job may start. */
  readonly dependencies: readonly JobDependency[];
  /** Whether the backend may start the job again after its node failed or its place was taken. */
  readonly isRequeueable: boolean;
  /** Send SIGUSR1 to the command that many seconds before the end of the walltime. */
  readonly warningSec?: number;
  /** Facts that Tessera itself notes about the job, such as the file that its server announces. */
  readonly labels: Readonly<Record<string, string>>;
  /** Options only this machine's backend knows; validated by that backend. */
  readonly local?: unknown;
  /** Options only Slurm knows; validated by that backend. */
  readonly slurm?: unknown;
  /** Options only YTsaurus knows; validated by that backend. */
  readonly yt?: unknown;
  /** Options only UNICORE knows; validated by that backend. */
  readonly unicore?: unknown;
}

/** Files that travel with a job. On a shared file system there is nothing to do for most. */
export interface JobFiles {
  /** From this machine into the workdir. */
  readonly stageIn: readonly JobFile[];
  /** From the workdir to this machine, after the end. */
  readonly stageOut: readonly JobFile[];
}

/** One file or folder that travels. */
export interface JobFile {
  /** Absolute path on this machine. */
  readonly local: string;
  /** Path relative to the job's workdir. */
  readonly remote: string;
}

/** What a job asks for; what is absent is left to the backend. */
export interface JobResources {
  readonly nodes?: number;
  /**
   * Processes in all. Slurm reserves room for so many and starts the command once, on the first node: it starts the
   * others itself (`srun`, `mpirun`), unless the option `launcher=srun` has Slurm do that. On this machine anything
   * but 1 is refused: there an array is the way to many processes.
   */
  readonly tasks?: number;
  readonly tasksPerNode?: number;
  readonly cpusPerTask?: number;
  readonly gpusPerNode?: { readonly count: number; readonly type?: string };
  readonly memoryPerNodeBytes?: number;
  readonly walltimeSec?: number;
}

/** Many tasks under one job. */
export interface JobArray {
  /** Indices, ascending, each at least 0. */
  readonly indices: readonly number[];
  /** At most so many at a time. */
  readonly maxRunning?: number;
}

/** When another job's end lets this one start. */
export interface JobDependency {
  readonly job: JobRef;
  /** `success`, `failure`, or `end`: either; `start`: as soon as that one runs. */
  readonly after: "success" | "failure" | "end" | "start";
}

/** Names a submitted job. */
export interface JobRef {
  /** Name of the backend, as in the registry. */
  readonly backend: string;
  /** Tessera's own id, unique over all backends; it names the record in the store. */
  readonly id: string;
  /** The backend's id: a Slurm job id, a process id with its start time, an operation id, a URL. */
  readonly nativeId: string;
}

/** Where a job stands. Only the last six are final, and `lost` is not one of them. */
export type JobState =
  /** Recorded here, and not known whether the backend has it. */
  | "submitting"
  | "queued"
  /** Will not start by itself: needs a release, or its dependency can never be met. */
  | "held"
  /** Its nodes boot, or its files travel. */
  | "starting"
  | "running"
  /** Its clock or its processes are stopped. */
  | "suspended"
  /** The backend does not know it and it left no exit marker; still asked for, more rarely. */
  | "lost"
  | "succeeded"
  | "failed"
  | "cancelled"
  | "timed_out"
  | "out_of_memory"
  /** The node failed, or a more urgent job took its place: trying again may help. */
  | "node_failed";

const FINAL_STATES: ReadonlySet<JobState> = new Set<JobState>([
  "succeeded",
  "failed",
  "cancelled",
  "timed_out",
  "out_of_memory",
  "node_failed",
]);

/** Whether a job in this state will never run again. */
export function isFinal(state: JobState): boolean {
  return FINAL_STATES.has(state);
}

/** What a backend says of a job. Times are epoch milliseconds. */
export interface JobStatus {
  readonly ref: JobRef;
  readonly state: JobState;
  /** The backend's own word, such as `PENDING`. */
  readonly nativeState: string;
  /** Why it waits or ended, in the backend's words and, where there are some, ours. */
  readonly reason?: string;
  /** Exit code of the command. */
  readonly exitCode?: number;
  /** Number of the signal that ended the command. */
  readonly signal?: number;
  /** Nodes it runs or ran on. */
  readonly nodes: readonly string[];
  readonly submittedMs?: number;
  /** When the scheduler expects to start it; only while it waits. */
  readonly expectedStartMs?: number;
  readonly startedMs?: number;
  readonly endedMs?: number;
  /** How often it was started again. */
  readonly restarts: number;
  /** Of an array: how many tasks are in which state. */
  readonly tasks?: Readonly<Partial<Record<JobState, number>>>;
}
