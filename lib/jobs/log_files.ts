/** Gives a job's logs line by line while they are being written, also over a shared file system. @module */

import { TesseraError } from "../core/errors.ts";
import { fileChanges } from "./file_changes.ts";
import { LogTail } from "./log_tail.ts";
import type { LogLine, LogOptions } from "./submitter.ts";

/** One file of a job's output. */
export interface LogFile {
  /** Absolute path; the file need not be there yet. */
  readonly path: string;
  readonly stream: LogLine["stream"];
  readonly taskIndex?: number;
}

/** Where lines come from. */
export interface LogSource {
  /** Folder that holds the files. */
  readonly folder: string;
  /** The files there are now; asked again whenever something may have changed. */
  files(): Promise<readonly LogFile[]>;
  /** Whether the job has ended, so that the files grow no more. */
  hasEnded(): Promise<boolean>;
  /** Waits until something may have changed; for tests. */
  changes?(folder: string, signal?: AbortSignal): FolderChanges;
}

/** Tells when to look again. */
export interface FolderChanges extends Disposable {
  /**
   * Settles when the folder changed, or after a while.
   *
   * @param isQuiet Whether the last look found nothing new: then the while grows.
   */
  next(isQuiet: boolean): Promise<void>;
}

/**
 * The lines of all files; those of different files in no particular order. With `tailLines`, each file begins
 * with so many of its last lines.
 *
 * @throws {TesseraError} `timed_out` after `timeoutMs`; the signal's own reason when it is aborted.
 */
export async function* readLogFiles(
  source: LogSource,
  options: LogOptions,
): AsyncGenerator<LogLine> {
  using limit = timeLimit(options.timeoutMs);
  const signal = options.signal === undefined
    ? limit.signal
    : AbortSignal.any([options.signal, limit.signal]);
  const tails = new Tails(options);
  if (!options.follow) {
    for await (const lines of tails.read(await source.files(), signal)) yield* lines;
    return yield* tails.lastPieces();
  }
  using changes = (source.changes ?? fileChanges)(source.folder, signal);
  while (true) {
    signal.throwIfAborted();
    // asked first: what was written before the end is then read after it
    const hasEnded = await source.hasEnded();
    let isQuiet = true;
    for await (const lines of tails.read(await source.files(), signal)) {
      isQuiet = false;
      yield* lines;
    }
    if (hasEnded) return yield* tails.lastPieces();
    await changes.next(isQuiet);
  }
}

/** Every file with how far it was read. */
class Tails {
  readonly #options: LogOptions;
  readonly #tails = new Map<string, { readonly file: LogFile; readonly tail: LogTail }>();

  constructor(options: LogOptions) {
    this.#options = options;
  }

  /** New lines, several at once: each step of an asynchronous generator costs more than a line. */
  async *read(files: readonly LogFile[], signal: AbortSignal): AsyncGenerator<LogLine[]> {
    const { taskIndex, tailLines } = this.#options;
    for (const file of files) {
      if (taskIndex !== undefined && file.taskIndex !== taskIndex) continue;
      const known = this.#tails.get(file.path);
      const tail = known?.tail ?? new LogTail(file.path);
      if (known === undefined) {
        this.#tails.set(file.path, { file, tail });
        if (tailLines !== undefined) await tail.skipToLast(tailLines);
      }
      for await (const texts of tail.newLines()) {
        signal.throwIfAborted();
        yield texts.map((text) => lineOf(file, text));
      }
    }
  }

  *lastPieces(): Generator<LogLine> {
    for (const { file, tail } of this.#tails.values()) {
      const text = tail.lastPiece();
      if (text !== undefined) yield lineOf(file, text);
    }
  }
}

function lineOf({ stream, taskIndex }: LogFile, text: string): LogLine {
  return { stream, text, ...(taskIndex === undefined ? {} : { taskIndex }) };
}

function timeLimit(limitMs: number | undefined): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const timer = limitMs === undefined ? undefined : setTimeout(() => {
    const message = `Cannot read the log to its end: it took over ${limitMs / 1_000} s`;
    controller.abort(new TesseraError("timed_out", message));
  }, limitMs);
  return { signal: controller.signal, [Symbol.dispose]: () => clearTimeout(timer) };
}
