/** Which of the calls that were sent to a worker it has begun, known to both sides at once. @module */

/** A place holds the id of its call, shifted, and one of these. */
const OPEN = 1;
const BEGUN = 2;
const REVOKED = 3;
const STATE_BITS = 2;
/** More calls than can be under way at one worker. */
const PLACES = 256;

/** Whether two calls cannot be under way at one worker at the same time. */
export function sharePlace(one: number, other: number): boolean {
  return one % PLACES === other % PLACES;
}

/**
 * Calls are sent to a busy worker ahead of time, so that it need not wait for the next one. Until
 * the worker has begun a call, its owner may still take it back, for another worker that is free or
 * because this one has ended. Shared memory decides who was first.
 *
 * A worker that is busy for long reads of a call that was taken back after its place has gone to
 * another one: that must neither begin the first nor keep the second from beginning.
 */
export class Claims {
  /** To hand to the worker. */
  readonly memory: SharedArrayBuffer;
  readonly #places: Int32Array<SharedArrayBuffer>;

  constructor(memory = new SharedArrayBuffer(PLACES * Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#places = new Int32Array(memory);
  }

  /** The owner is about to send a call, which shares its place with none that waits there. */
  open(id: number): void {
    Atomics.store(this.#places, id % PLACES, wordOf(id, OPEN));
  }

  /** The worker is about to begin a call; false when it was taken back. */
  begin(id: number): boolean {
    return this.#change(id, BEGUN);
  }

  /** The owner takes a call back; false when the worker has begun it. */
  revoke(id: number): boolean {
    return this.#change(id, REVOKED);
  }

  #change(id: number, state: number): boolean {
    const open = wordOf(id, OPEN);
    return Atomics.compareExchange(this.#places, id % PLACES, open, wordOf(id, state)) === open;
  }
}

function wordOf(id: number, state: number): number {
  return (id << STATE_BITS) | state;
}
