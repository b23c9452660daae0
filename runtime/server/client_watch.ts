/** Notices clients that leave while their call is under way. @module */

import type { CallSignal } from "../workers/pool.ts";
import type { Connection } from "./access.ts";

/** Calls shorter than this are not watched: a signal object for each request would cost more. */
const SWEEP_MS = 100;

/** Tells whether the connection from a port of the client still stands. */
export type ConnectionCheck = (peerPort: number) => boolean;

interface Watched {
  readonly beganMs: number;
  readonly request: Request;
  readonly connection: Connection;
  readonly signal: CallSignal;
}

/**
 * Watches the requests that last. Asking Deno for a request's signal costs more than a tiny call, so
 * only those are asked that are still there at the next sweep; a client that left before that no
 * longer reaches the signal (Deno 2.7), but its connection is gone.
 */
export class ClientWatch {
  readonly #check: () => ConnectionCheck;
  readonly #fresh = new Map<number, Watched>();
  #next = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param check Looks at the connections of this moment; called once a sweep. */
  constructor(check: () => ConnectionCheck) {
    this.#check = check;
  }

  /** Begins to watch; @returns A function that ends it. */
  begin(request: Request, connection: Connection, signal: CallSignal): () => void {
    const key = this.#next++;
    this.#fresh.set(key, { beganMs: performance.now(), request, connection, signal });
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
    const latestMs = performance.now() - SWEEP_MS;
    const lasting: Watched[] = [];
    for (const [key, watched] of this.#fresh) {
      if (watched.beganMs > latestMs) break; // those that follow began later
      this.#fresh.delete(key);
      lasting.push(watched);
    }
    if (lasting.length === 0) return;
    for (const { request, signal } of lasting) {
      request.signal.addEventListener("abort", () => signal.cancel?.(), { once: true });
    }
    const isThere = this.#check();
    for (const { connection: { remoteAddr }, signal } of lasting) {
      if (remoteAddr.transport === "tcp" && !isThere(remoteAddr.port)) signal.cancel?.();
    }
  }
}
