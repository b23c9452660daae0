/** One signal for the caller's wish to stop and the limit in time. @module */

import { TesseraError } from "../../lib/core/errors.ts";

/** Ends a call when its time is up or the caller aborts; dispose it when the call has ended. */
export class Deadline implements Disposable {
  /** Aborted with a `TesseraError` (`timed_out`), or with the caller's reason. */
  readonly signal: AbortSignal;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param what For the message: `POST http://host:8000/apply`.
   * @param limits Absent ones do not limit.
   */
  constructor(
    what: string,
    limits: { timeoutMs?: number | undefined; signal?: AbortSignal | undefined },
  ) {
    const { timeoutMs, signal } = limits;
    const controller = new AbortController();
    this.signal = signal === undefined
      ? controller.signal
      : AbortSignal.any([signal, controller.signal]);
    if (timeoutMs === undefined) return;
    this.#timer = setTimeout(() => {
      controller.abort(
        new TesseraError(
          "timed_out",
          `Cannot finish ${what}: it took longer than ${timeoutMs} ms`,
          {
            hint: "Pass a longer timeoutMs",
          },
        ),
      );
    }, timeoutMs);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  /** Waits, unless the call ends before. @throws The reason of the abort. */
  async sleep(ms: number): Promise<void> {
    this.signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    const onAbort = () => reject(this.signal.reason);
    this.signal.addEventListener("abort", onAbort, { once: true });
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.signal.removeEventListener("abort", onAbort);
    }
  }
}
