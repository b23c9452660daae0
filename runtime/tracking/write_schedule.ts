/** When something that changes often is written: at once while that is cheap, else a little later. @module */

/** Within this time no more than {@linkcode WRITES_PER_WINDOW} writes happen. */
const WINDOW_MS = 50;
const WRITES_PER_WINDOW = 16;

/**
 * Calls a writing function for every request of one who asks now and then, and a few times a window
 * for one who asks in a tight loop. Whoever waits instead of asking sees the last state after one
 * window; `flush` writes what is left.
 */
export class WriteSchedule {
  readonly #write: () => void;
  #isDue = false;
  #windowStartMs = -Infinity;
  #writesInWindow = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(write: () => void) {
    this.#write = write;
  }

  /**
   * Something changed.
   *
   * @param nowMs Milliseconds since 1970.
   * @throws What the writing function throws now, or threw in the background.
   */
  request(nowMs = Date.now()): void {
    this.#isDue = true;
    // not only later: the clock may have been set back
    if (Math.abs(nowMs - this.#windowStartMs) >= WINDOW_MS) {
      this.#windowStartMs = nowMs;
      this.#writesInWindow = 0;
    }
    if (this.#writesInWindow++ < WRITES_PER_WINDOW) return this.flush();
    this.#timer ??= setTimeout(() => this.#flushLater(), WINDOW_MS);
  }

  /** Writes what was not written yet. @throws As {@linkcode WriteSchedule.request}. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure.error;
    if (!this.#isDue) return;
    this.#isDue = false;
    this.#write();
  }

  /** Nobody catches what a timer throws, so it is kept for the next who asks. */
  #flushLater(): void {
    try {
      this.flush();
    } catch (error) {
      this.#failure = { error };
    }
  }
}
