/** A body on its way to a worker. @module */

import type { CallError } from "./call_error.ts";

/** Bytes that may be under way to a worker before the sender waits. */
const WINDOW_BYTES = 8 * 1024 * 1024;

/** Holds the sender back while the worker is behind, and tells it when the worker is gone. */
export class BodyFlow {
  #underWayBytes = 0;
  #failure: CallError | undefined;
  #waiter: PromiseWithResolvers<void> | undefined;

  /** Why the worker will not get the rest of this body. */
  get failure(): CallError | undefined {
    return this.#failure;
  }

  /**
   * Counts bytes that are about to be sent.
   *
   * @returns A promise when the sender should wait before the next ones.
   * @throws {CallError} When the worker is gone.
   */
  send(bytes: number): Promise<void> | undefined {
    if (this.#failure !== undefined) throw this.#failure;
    this.#underWayBytes += bytes;
    if (this.#underWayBytes <= WINDOW_BYTES) return undefined;
    this.#waiter ??= Promise.withResolvers<void>();
    return this.#waiter.promise;
  }

  /** The worker has read that many bytes. */
  taken(bytes: number): void {
    this.#underWayBytes -= bytes;
    if (this.#underWayBytes <= WINDOW_BYTES) this.#release();
  }

  /** The worker is gone. */
  fail(error: CallError): void {
    this.#failure = error;
    this.#release();
  }

  #release(): void {
    this.#waiter?.resolve();
    this.#waiter = undefined;
  }
}
