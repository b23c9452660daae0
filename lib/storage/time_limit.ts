/** Limits in time: for one act, and for the pauses of an upload. @module */

import type { ByteStream } from "./storage.ts";
import { type Act, connectionFailure } from "./storage_error.ts";

/** A limit in time and who else may end the act. */
export interface Limit {
  /** What is done, for the message. */
  readonly act: Act;
  /** The longest wait. */
  readonly limitMs: number;
  /** Ends the act as well, with its own reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs something with a signal that ends it after a time, or when the caller's signal does. */
export async function withLimit<T>(
  { act, limitMs, signal }: Limit,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const timer = new IdleTimer({ act, limitMs, signal });
  timer.start();
  try {
    return await run(timer.signal);
  } finally {
    timer.end();
  }
}

/** Aborts its signal when it was started and not stopped within the limit. */
export class IdleTimer {
  /** Aborted at the limit, with a `StorageError` as reason, or by the caller's signal. */
  readonly signal: AbortSignal;
  readonly #limit: Limit;
  readonly #controller = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isEnded = false;

  constructor(limit: Limit) {
    this.#limit = limit;
    this.signal = limit.signal === undefined
      ? this.#controller.signal
      : AbortSignal.any([limit.signal, this.#controller.signal]);
  }

  /** Starts the wait anew, unless the timer has ended. */
  start(): void {
    this.stop();
    if (this.#isEnded) return;
    const { act, limitMs } = this.#limit;
    this.#timer = setTimeout(() => {
      const found = `the server did nothing for ${limitMs / 1_000} s`;
      this.#controller.abort(connectionFailure(act, found));
    }, limitMs);
  }

  /** Ends the wait. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Ends the wait for good: a stream that is still being read may start it no more. */
  end(): void {
    this.#isEnded = true;
    this.stop();
  }
}

/** A stream whose reader is under the timer's limit: from each chunk it gets to the next that it asks for. */
export function timedStream(body: ByteStream, timer: IdleTimer): ByteStream {
  const reader = body.getReader();
  return new ReadableStream({
    async pull(controller) {
      timer.stop();
      const { value } = await reader.read();
      timer.start();
      if (value === undefined) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}
