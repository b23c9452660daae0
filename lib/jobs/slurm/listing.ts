/** What squeue, sacct and scontrol print, as records. Text, because their JSON changes between versions. @module */

/** What one of the programs says of a job, or of one task of an array. */
export interface ListedJob {
  /** The job's number; of a task, the array's common number. */
  readonly number: string;
  /** Index of the array's task. */
  readonly taskIndex?: number;
  /** Indices that this line stands for: tasks of an array that wait together. */
  readonly waitingTasks?: readonly number[];
  /** The list of those indices was cut off: the line stands for further tasks as well. */
  readonly hasUnnamedTasks?: true;
  /** Slurm's word, as printed. */
  readonly word: string;
  readonly reason: string;
  readonly nodeList: string;
  readonly submittedMs?: number;
  readonly startedMs?: number;
  readonly endedMs?: number;
  /** `code:signal`, where the program says it. */
  readonly exitCode?: number;
  readonly signal?: number;
  readonly restarts?: number;
  readonly comment?: string;
  readonly workdir?: string;
}

/** Fields by name, as they stand in a line. */
export type Fields = ReadonlyMap<string, string>;

/**
 * Splits lines at `|` into named fields. The last one keeps whatever is in it, so what users name comes last.
 *
 * @param names One for each field.
 */
export function splitLines(text: string, names: readonly string[]): Fields[] {
  return text.split("\n").flatMap((line) => {
    // with several clusters, squeue writes a line before each one's jobs
    if (line === "" || line.startsWith("CLUSTER: ")) return [];
    const values = line.split("|");
    if (values.length < names.length) return []; // the rest of a name with a newline
    const last = values.slice(names.length - 1).join("|");
    return [
      new Map(names.map((name, at) => [name, at < names.length - 1 ? values[at] ?? "" : last])),
    ];
  });
}

/** Epoch milliseconds of a time that SLURM_TIME_FORMAT=%s made; nothing for `N/A`, `Unknown`, `None` and 0. */
export function readTimeMs(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d*$/.test(text) ? Number(text) * 1_000 : undefined;
}

/** Reads `code:signal`. */
export function readExitCode(text: string | undefined): { exitCode?: number; signal?: number } {
  const [, code, signal] = /^(\d+):(\d+)$/.exec(text ?? "") ?? [];
  if (code === undefined || signal === undefined) return {};
  return signal === "0" ? { exitCode: Number(code) } : { signal: Number(signal) };
}

/**
 * Reads a job's id: `12`, `12_3`, `12_[4-9%2]`.
 *
 * @returns Nothing for a step (`12.batch`) or another part of a job.
 */
export function readJobId(
  text: string,
): Pick<ListedJob, "number" | "taskIndex" | "waitingTasks"> | undefined {
  const [, number, task, waiting] = /^(\d+)(?:_(\d+)|_\[([^\]]*)\])?$/.exec(text) ?? [];
  if (number === undefined) return undefined;
  if (task !== undefined) return { number, taskIndex: Number(task) };
  if (waiting !== undefined) return { number, waitingTasks: readIndices(waiting) };
  return { number };
}

/** The indices in `0,4-6:2%3`; the part after `%` is how many run at a time. */
export function readIndices(text: string): number[] {
  return (text.split("%", 1)[0] ?? "").split(",").flatMap((part) => {
    const [, low, high, step = "1"] = /^(\d+)(?:-(\d+))?(?::([1-9]\d*))?$/.exec(part) ?? [];
    if (low === undefined) return []; // a list that was cut off ends in "..."
    const indices: number[] = [];
    for (let index = Number(low); index <= Number(high ?? low); index += Number(step)) {
      indices.push(index);
    }
    return indices;
  });
}

/** The same fields, those that may be absent as optional ones. */
export type Given<T> =
  & { [Name in keyof T as undefined extends T[Name] ? never : Name]: T[Name] }
  & { [Name in keyof T as undefined extends T[Name] ? Name : never]?: Exclude<T[Name], undefined> };

/** Leaves out the fields that are `undefined`. */
export function given<T extends object>(fields: T): Given<T> {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as Given<T>;
}
