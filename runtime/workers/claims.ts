/** Which of the calls that were sent to a worker it has begun, known to both sides at once. @module */

const OPEN = 0;
const BEGUN = 1;
const REVOKED = 2;
/** More calls than can be under way at one worker. */
const PLACES = 256;

/**
 * Calls are sent to a busy worker ahead of time, so that it need not wait for the next one. Until
 * the worker has begun a call, its owner may still take it back, for another worker that is free or
 * because this one has ended. Shared memory decides who was first.
 */
export class Claims {
  /** To hand to the worker. */
  readonly memory: SharedArrayBuffer;
  readonly #places: Int32Array<SharedArrayBuffer>;

  constructor(memory = new SharedArrayBuffer(PLACES * Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#places = new Int32Array(memory);
  }

  /** The owner is about to send a call. */
  open(id: number): void {
    Atomics.store(this.#places, id % PLACES, OPEN);
  }

  /** The worker is about to begin a call; false when it was taken back. */
  begin(id: number): boolean {
    return Atomics.compareExchange(this.#places, id % PLACES, OPEN, BEGUN) === OPEN;
  }

  /** The owner takes a call back; false when the worker has begun it. */
  revoke(id: number): boolean {
    return Atomics.compareExchange(this.#places, id % PLACES, OPEN, REVOKED) === OPEN;
  }
}
