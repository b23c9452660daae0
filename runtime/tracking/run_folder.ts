/** The folder of one run and the claim on its logs. Nothing is made before something is logged. @module */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { TesseraError } from "../../lib/core/errors.ts";
import { followLinks, isMissing } from "../files/confined_path.ts";
import { runFolderName, runIdProblem } from "./run_name.ts";

/** Where a run writes. */
export interface RunPlace {
  /** Absolute; made when it is not there. */
  readonly outputPath: string;
  /** Its folder is `run_<id>` in the output path; null: the output path itself is the run's folder. */
  readonly runId: string | null;
  /** Whether the id is so random that no other run can have it. */
  readonly isUnique: boolean;
}

/** The logs of a run, ready to be written. */
export interface OpenLogs {
  /** Folder of `tesseract.log`, `metrics.csv`, `parameters.json` and `artifacts/`. */
  readonly path: string;
  /** `tesseract.log`, opened to append. */
  readonly log: Deno.FsFile;
}

const LOGS = "logs";
const LOG_FILE = "tesseract.log";

/**
 * The folder of one run: `<output>/run_<id>` or the output path itself, with its logs in `logs/`.
 *
 * A folder that was used before is used again, as upstream does: the log and the metrics start anew.
 * One whose run is still going on is left alone: a lock on its log tells, in this process, in others
 * and, where the file system has locks, on other machines. The logs then go to `logs_<random>/`.
 */
export class RunFolder {
  readonly #place: RunPlace;
  #logs: OpenLogs | undefined;

  constructor(place: RunPlace) {
    this.#place = place;
  }

  /** Absolute path of the run's folder, which need not exist. */
  get path(): string {
    const { outputPath, runId } = this.#place;
    return runId === null ? outputPath : join(outputPath, runFolderName(runId));
  }

  /** Whether something was logged. */
  get isOpen(): boolean {
    return this.#logs !== undefined;
  }

  /**
   * The logs, made on first use.
   *
   * @param onElsewhere Told when they are not in `logs/`, because another run is writing there.
   * @throws {TesseraError} `denied` when they would be outside the output path or cannot be made.
   */
  openLogs(onElsewhere: (path: string, usual: string) => void): OpenLogs {
    if (this.#logs !== undefined) return this.#logs;
    try {
      const usual = this.#makeLogsFolder();
      const claimed = this.#claim(usual);
      if (claimed !== undefined) return this.#logs = claimed;
      const path = join(this.path, `${LOGS}_${crypto.randomUUID().slice(0, 8)}`);
      Deno.mkdirSync(path); // fails where it exists
      this.#logs = { path, log: openLog(path) };
      onElsewhere(path, usual);
      return this.#logs;
    } catch (cause) {
      if (cause instanceof TesseraError) throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new TesseraError("denied", `Cannot make the logs of a run: ${reason}`, {
        hint: "Choose a folder that can be written with --output-path",
        cause,
      });
    }
  }

  /** Empties what an earlier run of the same name left, when this one logged nothing. */
  clearStale(): void {
    const { runId, isUnique } = this.#place;
    if (this.#logs !== undefined || isUnique) return;
    if (runId !== null && runIdProblem(runId) !== undefined) return;
    const log = join(this.path, LOGS, LOG_FILE);
    // most runs find nothing, and an error object costs more than the question
    if (!existsSync(log)) return;
    try {
      if (Deno.statSync(log).size === 0) return;
      this.#logs = this.#claim(this.#makeLogsFolder());
    } catch {
      // nothing is there, or what is there is not this run's to change
    }
  }

  /** Closes the log and gives the claim up. */
  close(): void {
    this.#logs?.log.close();
  }

  #makeLogsFolder(): string {
    const { outputPath, runId } = this.#place;
    const path = join(this.path, LOGS);
    if (runId !== null) {
      checkRunId(runId);
      // a client may name a run, but not a link that somebody left in its way
      const expected = join(followLinks(outputPath), runFolderName(runId), LOGS);
      if (followLinks(path) !== expected) throw linkFault(path);
      refuseLink(join(path, LOG_FILE));
    }
    Deno.mkdirSync(path, { recursive: true });
    return path;
  }

  /** @returns Undefined when another run is writing there. */
  #claim(path: string): OpenLogs | undefined {
    const log = openLog(path);
    if (this.#place.isUnique) return { path, log };
    if (!lock(log)) {
      log.close();
      return undefined;
    }
    log.truncateSync(0);
    removeIfThere(join(path, "metrics.csv"));
    return { path, log };
  }
}

function openLog(folder: string): Deno.FsFile {
  return Deno.openSync(join(folder, LOG_FILE), { append: true, create: true });
}

/** Whether nobody else holds the file; file systems without locks cannot tell, so there it is free. */
function lock(file: Deno.FsFile): boolean {
  try {
    return file.tryLockSync(true);
  } catch {
    return true;
  }
}

function refuseLink(path: string): void {
  try {
    if (!Deno.lstatSync(path).isSymlink) return;
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  throw linkFault(path);
}

function linkFault(path: string): TesseraError {
  return new TesseraError(
    "denied",
    `Cannot write the logs of a run: found a link on the way to "${path}", expected folders and ` +
      "files of the output path",
    { hint: "Remove the link, or choose another run id" },
  );
}

function checkRunId(runId: string): void {
  const problem = runIdProblem(runId);
  if (problem === undefined) return;
  throw new TesseraError("bad_input", `Cannot use run id "${runId}": it ${problem}`);
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
