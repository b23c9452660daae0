/** Notices clients that leave while their call is under way. @module */

import type { CallSignal } from "../workers/pool.ts";

/** Calls shorter than this are not watched: a signal object for each request would cost more. */
const SWEEP_MS = 100;

/**
 * Watches the requests that last. Asking Deno for a request's signal costs about as much as a tiny
 * call, so only those are asked that are still there at the next sweep.
 */
export class ClientWatch {
  readonly #fresh = new Map<number, { request: Request; signal: CallSignal }>();
  #next = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Begins to watch; @returns A function that ends it. */
  begin(request: Request, signal: CallSignal): () => void {
    const key = this.#next++;
    this.#fresh.set(key, { request, signal });
    this.#timer ??= setInterval(() => this.#sweep(), SWEEP_MS);
    return () => this.#fresh.delete(key);
  }

  /** Ends the sweeps. */
  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#fresh.clear();
  }

  #sweep(): void {
    if (this.#fresh.size === 0) return this.close();
    for (const { request, signal } of this.#fresh.values()) {
      const left = () => signal.cancel?.();
      if (request.signal.aborted) left();
      else request.signal.addEventListener("abort", left, { once: true });
    }
    this.#fresh.clear();
  }
}
