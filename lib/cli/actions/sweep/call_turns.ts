/** How many calls are handed to workers at a time. @module */

/** Calls for each worker while they are quick: without some ahead, a worker sleeps and wakes for each. */
export const QUICK_DEPTH = 4;
/** A call that takes longer is worth waking a worker for. */
const QUICK_SECONDS = 0.005;

/** A call that was handed over. */
export interface CallTurn {
  /** It has ended; how long it took, in seconds. */
  end(): number;
}

/**
 * Lets one call for each worker through, and more while calls are quick: those wait at their worker, so how long they
 * take is then an estimate, the time that a worker spends for one.
 */
export class CallTurns {
  readonly #workers: number;
  readonly #now: () => number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #limit: number;

  /** @param now A clock in milliseconds. */
  constructor(workers: number, now: () => number = () => performance.now()) {
    this.#workers = workers;
    this.#limit = workers;
    this.#now = now;
  }

  /** Settles when a call may start: start it at once then. */
  begin(): Promise<void> | void {
    if (this.#running < this.#limit) {
      this.#running++;
      return;
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** A call starts that `begin` let through. */
  start(): CallTurn {
    const startMs = this.#now();
    const perWorker = Math.max(1, this.#running / this.#workers);
    return {
      end: () => {
        const seconds = (this.#now() - startMs) / 1_000 / perWorker;
        this.#limit = this.#workers * (seconds < QUICK_SECONDS ? QUICK_DEPTH : 1);
        this.#running--;
        this.#wake();
        return seconds;
      },
    };
  }

  #wake(): void {
    while (this.#running < this.#limit) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#running++;
      next();
    }
  }
}
