/** What can end a command early: the user, and its limit. @module */

import { formatDurationMs } from "../../core/duration.ts";
import { TesseraError } from "../../core/errors.ts";
import type { CliIo } from "../io.ts";

/** What a command does, and for how long it may. */
export interface Task {
  /** For messages: an endpoint, quoted. */
  readonly name: string;
  /** No limit without it. */
  readonly limitMs?: number | undefined;
}

/** Ends waiting with the error that the command is to end with. */
export class Interruption implements Disposable {
  readonly #controller = new AbortController();
  readonly #io: CliIo;
  readonly #interrupts: Disposable;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #onInterrupt: () => void;

  constructor(io: CliIo, { name, limitMs }: Task) {
    this.#io = io;
    this.#interrupts = io.catchInterrupts();
    this.#onInterrupt = () =>
      this.#controller.abort(
        new TesseraError("interrupted", `Cannot finish ${name}: it was interrupted`),
      );
    io.signal.addEventListener("abort", this.#onInterrupt);
    if (io.signal.aborted) this.#onInterrupt();
    if (limitMs === undefined) return;
    this.#timer = setTimeout(() => this.#controller.abort(timedOut(name, limitMs)), limitMs);
  }

  /** Aborted, with the command's error as its reason. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** What is waited for, or the command's error as soon as it is interrupted. */
  async race<Value>(work: Promise<Value>): Promise<Value> {
    const { signal } = this;
    const ended = Promise.withResolvers<never>();
    const onAbort = () => ended.reject(signal.reason);
    signal.addEventListener("abort", onAbort);
    try {
      signal.throwIfAborted();
      return await Promise.race([work, ended.promise]);
    } finally {
      signal.removeEventListener("abort", onAbort);
      work.catch(() => {}); // nobody waits for it any more
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#io.signal.removeEventListener("abort", this.#onInterrupt);
    this.#interrupts[Symbol.dispose]();
  }
}

/** What a task that was given a limit ends with. */
export function timedOut(name: string, limitMs: number): TesseraError {
  return new TesseraError(
    "timed_out",
    `Cannot finish ${name}: it took longer than ${formatDurationMs(limitMs)}`,
    { hint: "Pass a longer --timeout" },
  );
}
