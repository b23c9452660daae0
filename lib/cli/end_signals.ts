/** Everything that tells a server to end. @module */

import { TesseraError } from "../core/errors.ts";
import { EXIT } from "./exit.ts";

/** Why the server ends, and what the process ends with. */
export interface End {
  readonly reason: string;
  readonly exitCode: number;
  /** Whether a scheduler has told that the walltime is nearly over. */
  readonly isWarning?: true;
}

const ENDS_BY_SIGNAL: readonly (readonly [Deno.Signal, End])[] = [
  ["SIGINT", { reason: "Got SIGINT", exitCode: EXIT.interrupted }],
  ["SIGTERM", { reason: "Got SIGTERM", exitCode: EXIT.ok }],
  // what schedulers send a while before the end of the walltime
  [
    "SIGUSR1",
    { reason: "Got SIGUSR1, the job's time is nearly over", exitCode: EXIT.ok, isWarning: true },
  ],
];

/**
 * Listens for SIGINT, SIGTERM, SIGUSR1 and the end of the parent. After the first of them, a second signal
 * ends the process at once, as it would without us.
 */
export class EndSignals implements Disposable {
  readonly #first = Promise.withResolvers<End>();
  readonly #listeners: [Deno.Signal, () => void][] = [];
  readonly #parent: Deno.FsFile | undefined;

  /**
   * @param parentPipeFd An inherited descriptor whose other end the parent holds open.
   * @throws {TesseraError} `usage` when that descriptor cannot be read.
   */
  constructor(parentPipeFd?: number) {
    if (parentPipeFd !== undefined) {
      this.#parent = openDescriptor(parentPipeFd);
      void this.#watchParent(this.#parent);
    }
    for (const [signal, end] of ENDS_BY_SIGNAL) this.#listen(signal, end);
  }

  /** The first reason to end. */
  first(): Promise<End> {
    return this.#first.promise;
  }

  /** Stops listening; signals have their usual effect again. */
  [Symbol.dispose](): void {
    this.#unlisten();
    this.#parent?.close();
  }

  #listen(signal: Deno.Signal, end: End): void {
    const listener = () => {
      this.#unlisten();
      this.#first.resolve(end);
    };
    Deno.addSignalListener(signal, listener);
    this.#listeners.push([signal, listener]);
  }

  #unlisten(): void {
    for (const [signal, listener] of this.#listeners.splice(0)) {
      Deno.removeSignalListener(signal, listener);
    }
  }

  async #watchParent(file: Deno.FsFile): Promise<void> {
    const buffer = new Uint8Array(256);
    try {
      while (await file.read(buffer) !== null) {
        // what the parent writes has no meaning, only that it stops
      }
    } catch {
      // closed by us: somebody else was first
    }
    this.#first.resolve({ reason: "The parent process is gone", exitCode: EXIT.ok });
  }
}

function openDescriptor(fd: number): Deno.FsFile {
  try {
    return Deno.openSync(`/dev/fd/${fd}`, { read: true });
  } catch (cause) {
    throw new TesseraError("usage", `Cannot watch --parent-pipe-fd ${fd}: it is not readable`, {
      hint: "Pass the number of an inherited pipe",
      cause,
    });
  }
}
