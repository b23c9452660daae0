/** Decides when the owner waits for an answer on the spot. @module */

/** Longest wait on the spot, in milliseconds: about what it takes to wake a thread twice. */
export const WAIT_MS = 0.2;
/** Calls that are waited for after one that showed that it is worth it. */
const CREDIT = 32;

/**
 * To wake this thread for an answer takes longer than a tiny call. Where calls come one at a time
 * and are answered at once, the thread therefore waits for the answer on the spot. While it does, it
 * cannot take other requests: so every now and then a call goes the usual way, and shows whether
 * others come meanwhile.
 */
export class QuickCalls {
  #credit = 0;
  #underWay = 0;
  #isAlone = true;

  /** A call begins; @returns Whether to wait for it on the spot. */
  begin(): boolean {
    this.#underWay++;
    if (this.#underWay === 1) this.#isAlone = true;
    else {
      this.#isAlone = false;
      this.#credit = 0;
    }
    return this.#credit > 0;
  }

  /** A call ended, after so many milliseconds; `waited` repeats what `begin()` said. */
  end(durationMs: number, waited: boolean): void {
    this.#underWay--;
    if (waited) this.#credit = durationMs > WAIT_MS ? 0 : this.#credit - 1;
    else if (this.#isAlone && durationMs < 3 * WAIT_MS) this.#credit = CREDIT;
  }
}
