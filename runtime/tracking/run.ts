/** One run: a call of a module, with what it prints and logs. @module */

import process from "node:process";
import { resolve } from "node:path";
import type { RuntimeConfig } from "../config/config.ts";
import type { Metric, RunStatus, TrackingBackend } from "./backend.ts";
import { consoleOver, installCapture, type Listener, showLive } from "./capture.ts";
import { FileBackend } from "./file_backend.ts";
import { type OpenLogs, RunFolder } from "./run_folder.ts";
import { RunLog } from "./run_log.ts";
import { type Scope, scopes } from "./scope.ts";

/** What a run is opened for. */
export interface RunOptions {
  /** Absolute folder that runs are written to. */
  readonly outputPath: string;
  /** The settings of what happens during the run. @default Those of whoever calls `during`. */
  readonly config?: RuntimeConfig;
  /** Over HTTP every run has a folder of its own there; that of a command is the output path itself. */
  readonly origin: "http" | "command";
  /** The id that a client gave; null or absent: a random one. */
  readonly runId?: string | null | undefined;
  /** Makes what keeps parameters and metrics, given the folder of the logs. @default Files there. */
  readonly makeBackend?: (logsFolder: string) => TrackingBackend;
}

const openRuns = new Set<Run>();
const encoder = new TextEncoder();

/** The run of whoever asks; undefined outside of runs, and when it has ended. */
export function findCurrentRun(): Run | undefined {
  const run = scopes.getStore()?.run;
  if (run !== undefined) return run?.isOpen === true ? run : undefined;
  // a handler from before the call belongs to none; with one run at a time there is no doubt
  const [only] = openRuns;
  return openRuns.size === 1 ? only : undefined;
}

/** Does something that is no part of any run: notes of Tessera's own while a module is running. */
export function outsideRuns<Result>(action: () => Result): Result {
  return scopes.run({ config: scopes.getStore()?.config, run: null } satisfies Scope, action);
}

/** Has runs take what this thread prints; to be called before the module is loaded. */
export function captureOutput(): void {
  installCapture(findCurrentRun);
}

/** Opens a run. It costs next to nothing as long as nothing is printed or logged. */
export function openRun(options: RunOptions): Run {
  captureOutput();
  const run = new Run(options, (ended) => openRuns.delete(ended));
  openRuns.add(run);
  return run;
}

/**
 * Opens a run of a module that prints elsewhere, in a process of its own: what this process prints is no part of it,
 * and `print` is told what is.
 */
export function openDetachedRun(options: RunOptions): Run {
  return new Run(options, () => {});
}

/** A run from {@linkcode openRun} to its `close`. */
export class Run implements Listener {
  readonly #options: RunOptions;
  readonly #log: RunLog;
  readonly #onEnd: (run: Run) => void;
  readonly #stepsByKey = new Map<string, number>();
  #id: string | undefined;
  #folder: RunFolder | undefined;
  #backend: TrackingBackend | undefined;
  #console: object | undefined;
  #isOpen = true;

  /** Use {@linkcode openRun}. */
  constructor(options: RunOptions, onEnd: (run: Run) => void) {
    this.#options = options;
    this.#log = new RunLog({ openFile: () => this.#openLogs().log, showLive });
    this.#onEnd = onEnd;
  }

  /** What the client called it, or a random name; its folder over HTTP is `run_<id>`. */
  get id(): string {
    return this.#id ??= this.#options.runId ?? crypto.randomUUID();
  }

  /** Whether it was not closed yet. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Absolute path of its folder, which exists once something was printed or logged. */
  get path(): string {
    return this.#runFolder().path;
  }

  /** The console of its module. */
  get console(): object {
    return this.#console ??= consoleOver((bytes) => this.print(bytes));
  }

  /**
   * Runs a part of the call. What it prints and logs belongs to this run, also in promises and timers
   * that it leaves behind, until `close`; what comes later than that belongs to none.
   */
  during<Result>(action: () => Result): Result {
    const config = this.#options.config ?? scopes.getStore()?.config;
    return scopes.run({ config, run: this } satisfies Scope, action);
  }

  /** Takes what the module printed. */
  print(bytes: Uint8Array): void {
    this.#log.print(bytes);
  }

  /** Writes into the log what is shown elsewhere, such as the exception that ended the call; until `close`. */
  note(text: string): void {
    if (this.#isOpen) this.#log.note(encoder.encode(text));
  }

  /** Keeps a parameter. @throws {TypeError} For a key or value that cannot be kept. */
  logParameter(key: string, value: unknown): void {
    this.#tracking().logParameter(key, value);
  }

  /** Keeps a value of a metric. @param step Counted by key where it is left out: 0, 1, 2, … */
  logMetric(key: string, value: number | bigint, step?: number): void {
    const earlier = this.#stepsByKey.get(key) ?? 0;
    this.#stepsByKey.set(key, earlier + 1);
    const metric: Metric = { key, value, step: step ?? earlier, timeMs: Date.now() };
    this.#tracking().logMetric(metric);
  }

  /** Keeps a copy of a file. @param path Relative to the working folder. */
  logArtifact(path: string): void {
    this.#tracking().logArtifact(resolve(process.cwd(), path));
  }

  /**
   * Ends the run: stores what is not stored yet and gives its folder free. Further calls do nothing.
   *
   * @returns A promise only where something has to be waited for.
   * @throws {TesseraError} When something cannot be stored, unless the call failed anyway.
   */
  close(status: RunStatus): void | Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#onEnd(this);
    let closing: void | Promise<void> = undefined;
    try {
      closing = this.#backend?.close(status);
    } catch (error) {
      this.#refuse(error, status);
    } finally {
      if (!(closing instanceof Promise)) this.#leave(status);
    }
    if (!(closing instanceof Promise)) return;
    return closing.catch((error) => this.#refuse(error, status))
      .finally(() => this.#leave(status));
  }

  /** Something was not stored; only a call that went well is changed by that. */
  #refuse(error: unknown, status: RunStatus): void {
    if (status === "finished") throw error;
    const reason = error instanceof Error ? error.message : String(error);
    this.#log.warn(`Warning: What this run logged is not complete: ${reason}`);
  }

  #leave(status: RunStatus): void {
    this.#log.end();
    if (status !== "refused" && !this.#isUnique()) this.#runFolder().clearStale();
    this.#folder?.close();
  }

  #tracking(): TrackingBackend {
    if (this.#backend !== undefined) return this.#backend;
    const { path } = this.#openLogs();
    return this.#backend = this.#options.makeBackend?.(path) ?? new FileBackend(path);
  }

  #openLogs(): OpenLogs {
    return this.#runFolder().openLogs((path, usual) => {
      this.#log.warn(`Note: This run logs to "${path}": another one is writing to "${usual}"`);
    });
  }

  #runFolder(): RunFolder {
    const { outputPath, origin } = this.#options;
    return this.#folder ??= new RunFolder({
      outputPath,
      runId: origin === "http" ? this.id : null,
      isUnique: this.#isUnique(),
    });
  }

  /** Whether nobody else can know its folder's name. */
  #isUnique(): boolean {
    return this.#options.origin === "http" && (this.#options.runId ?? null) === null;
  }
}
