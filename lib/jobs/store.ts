/**
 * The records of jobs: one folder each, with what was submitted, its scripts, logs and how it ended.
 *
 * Several processes and machines may share the folder: names are claimed by making folders, files change by
 * rename, and nothing is locked.
 *
 * @module
 */

import { isAbsolute, join } from "node:path";
import { TesseraError } from "../core/errors.ts";
import { readIfThere } from "../core/read_if_there.ts";
import { forEachParallel } from "../storage/parallel.ts";
import { writeAtomically } from "./atomic_file.ts";
import { isFinal, type JobRef, type JobSpec, type JobStatus } from "./job.ts";
import { isJobId, makeJobId } from "./job_id.ts";
import { formatRecord, formatStatus, type JobRecord } from "./record.ts";
import {
  ambiguousJob,
  unknownJob,
  unreadableJob,
  unreadableStore,
  unrecordedSubmission,
  unwritableStore,
} from "./store_errors.ts";

const RECORD_FILE = "job.json";
const STATUS_FILE = "status.json";
const MAX_ID_TRIES = 20;
const PARALLEL_READS = 16;

/** A record, where it lies, and how the job ended if that is known. */
export interface StoredJob {
  readonly record: JobRecord;
  /** Absolute path of the job's folder. */
  readonly folder: string;
  /** Its final status; backends are not asked for it again. */
  readonly final?: JobStatus;
}

/** A folder of the store that cannot be read as a job. */
export interface UnreadableJob {
  readonly id: string;
  /** What is wrong, without a final period. */
  readonly why: string;
}

/**
 * Where records are kept: `tessera/jobs` below `XDG_STATE_HOME`, or below `~/.local/state`.
 *
 * @throws {TesseraError} `unavailable` when the environment names no place.
 */
export function jobsFolder(env: Readonly<Record<string, string | undefined>>): string {
  const named = env.XDG_STATE_HOME;
  // the specification of these variables: relative paths are to be ignored
  if (named !== undefined && isAbsolute(named)) return join(named, "tessera", "jobs");
  if (env.HOME !== undefined && isAbsolute(env.HOME)) {
    return join(env.HOME, ".local", "state", "tessera", "jobs");
  }
  throw new TesseraError(
    "unavailable",
    "Cannot keep records of jobs: neither HOME nor XDG_STATE_HOME names an absolute path",
    { hint: "Set XDG_STATE_HOME to a folder that every node of your jobs can see" },
  );
}

/** A job whose command names its own folder, which is known only once the job is recorded. */
export type SpecInFolder = (folder: string) => JobSpec;

/** The job as it is in a folder. */
export function specIn(folder: string, wanted: JobSpec | SpecInFolder): JobSpec {
  return typeof wanted === "function" ? wanted(folder) : wanted;
}

/** Keeps records below one folder. */
export class JobStore {
  /** Absolute path of the folder. */
  readonly root: string;
  readonly #now: () => number;

  /** @param now A clock in epoch milliseconds. */
  constructor(root: string, now: () => number = Date.now) {
    this.root = root;
    this.#now = now;
  }

  /** Where a job's folder is, or would be. */
  folderOf(id: string): string {
    return join(this.root, id);
  }

  /**
   * Records a job that is about to be sent.
   *
   * @throws {TesseraError} `unavailable` when the record cannot be written.
   */
  async create(backend: string, wanted: JobSpec | SpecInFolder): Promise<StoredJob> {
    let claimed: { id: string; folder: string } | undefined;
    try {
      claimed = await this.#claim();
      const { id, folder } = claimed;
      const spec = specIn(folder, wanted);
      const secretNames = Object.keys(spec.secrets);
      const record = { id, backend, createdMs: this.#now(), spec, secretNames };
      await writeAtomically(join(folder, RECORD_FILE), formatRecord(record));
      return { record, folder };
    } catch (cause) {
      // nobody has a use for a folder without a record; what went wrong before says more
      if (claimed !== undefined) await this.remove(claimed.id).catch(() => {});
      throw unwritableStore(this.root, cause);
    }
  }

  /**
   * Records that the backend has the job.
   *
   * @throws {TesseraError} `unavailable` when the record cannot be written; the job is there nevertheless, and is
   * found by its mark when somebody looks.
   */
  async markSubmitted({ record, folder }: StoredJob, ref: JobRef): Promise<StoredJob> {
    const submitted = { ...record, submitted: { ref, atMs: this.#now() } };
    try {
      // without this record the job is found by its mark, as after a submission that was cut off
      await writeAtomically(join(folder, RECORD_FILE), formatRecord(submitted), {
        mayReturn: true,
      });
    } catch (cause) {
      throw unrecordedSubmission(folder, ref, cause);
    }
    return { record: submitted, folder };
  }

  /**
   * Records how a job ended, so that nobody has to ask again.
   *
   * @throws {RangeError} for a state that is not final.
   */
  async markFinal(job: StoredJob, status: JobStatus): Promise<StoredJob> {
    if (!isFinal(status.state)) throw new RangeError(`"${status.state}" is not final`);
    try {
      await writeAtomically(join(job.folder, STATUS_FILE), formatStatus(status));
    } catch (cause) {
      // somebody else has removed the folder of this job: then there is nothing to keep
      if (!(cause instanceof Deno.errors.NotFound)) throw unwritableStore(this.root, cause);
    }
    return { ...job, final: status };
  }

  /** Every job, oldest first, and what could not be read. */
  async list(): Promise<{ jobs: StoredJob[]; unreadable: UnreadableJob[] }> {
    const jobs: StoredJob[] = [];
    const unreadable: UnreadableJob[] = [];
    // network file systems answer slowly, but several at a time
    await forEachParallel(await this.#ids(), { limit: PARALLEL_READS }, async (id) => {
      try {
        const job = await this.#read(id);
        if (job !== undefined) jobs.push(job);
      } catch (error) {
        unreadable.push({ id, why: error instanceof Error ? error.message : String(error) });
      }
    });
    jobs.sort((a, b) =>
      a.record.createdMs - b.record.createdMs || (a.record.id < b.record.id ? -1 : 1)
    );
    unreadable.sort((a, b) => a.id < b.id ? -1 : 1);
    return { jobs, unreadable };
  }

  /**
   * The job with this id, or the only one whose id begins with it.
   *
   * @throws {TesseraError} `not_found` with the nearest id; `bad_input` when several jobs begin so, or when
   * the record cannot be read.
   */
  async get(prefix: string): Promise<StoredJob> {
    const ids = await this.#ids();
    const wanted = prefix.toLowerCase();
    const matches = wanted === "" ? [] : ids.filter((id) => id.startsWith(wanted));
    const [id] = matches;
    if (id === undefined) throw unknownJob(prefix, ids, this.root);
    if (matches.length > 1 && !matches.includes(wanted)) throw ambiguousJob(prefix, matches);
    let job: StoredJob | undefined;
    try {
      job = await this.#read(matches.includes(wanted) ? wanted : id);
    } catch (cause) {
      throw unreadableJob(id, this.folderOf(id), cause);
    }
    if (job === undefined) throw unknownJob(prefix, ids, this.root);
    return job;
  }

  /** Removes a job's folder with everything in it; the job itself, if it still runs, goes on. */
  async remove(id: string): Promise<void> {
    // renamed first, so that nobody finds half of it
    const doomed = join(this.root, `.removed-${id}-${crypto.randomUUID()}`);
    try {
      await Deno.rename(this.folderOf(id), doomed);
      await Deno.remove(doomed, { recursive: true });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  async #claim(): Promise<{ id: string; folder: string }> {
    await Deno.mkdir(this.root, { recursive: true, mode: 0o700 });
    for (let tries = 1;; tries++) {
      const id = makeJobId(this.#now());
      try {
        await Deno.mkdir(this.folderOf(id), { mode: 0o700 });
        return { id, folder: this.folderOf(id) };
      } catch (error) {
        if (!(error instanceof Deno.errors.AlreadyExists) || tries === MAX_ID_TRIES) throw error;
      }
    }
  }

  async #ids(): Promise<string[]> {
    try {
      const entries = await Array.fromAsync(Deno.readDir(this.root));
      return entries.map(({ name }) => name).filter(isJobId).sort();
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw unreadableStore(this.root, error);
    }
  }

  /** Nothing for a folder whose record is not written yet, or was removed just now. */
  async #read(id: string): Promise<StoredJob | undefined> {
    const folder = this.folderOf(id);
    const text = await readIfThere(join(folder, RECORD_FILE));
    if (text === undefined) return undefined;
    const status = await readIfThere(join(folder, STATUS_FILE));
    // loaded here, because a submission, which reads nothing, should not wait for it
    const { parseRecord, parseStatus } = await import("./record_file.ts");
    const record = parseRecord(text);
    return status === undefined
      ? { record, folder }
      : { record, folder, final: parseStatus(status) };
  }
}
