/** Which points have a result, as far as it is written. @module */

import { PartScan } from "./part_scan.ts";

const FAILED = 1;
const SUCCEEDED = 2;

/** Counts points, not lines: one that was worked on twice counts once, and a success more than a failure. */
export class Tally {
  readonly #scan: PartScan;
  readonly #states: Uint8Array;
  #succeeded = 0;
  #failed = 0;

  constructor(parts: string, count: number) {
    this.#scan = new PartScan(parts);
    this.#states = new Uint8Array(count);
  }

  /** Points that have outputs. */
  get succeeded(): number {
    return this.#succeeded;
  }
  /** Points that were tried as often as they may be. */
  get failed(): number {
    return this.#failed;
  }
  /** Points that have a result. */
  get done(): number {
    return this.#succeeded + this.#failed;
  }

  /** Reads what is new. */
  async look(): Promise<void> {
    await this.#scan.look(({ index, hasSucceeded }) => this.#note(index, hasSucceeded));
  }

  /** Whether a point has a result. */
  has(index: number): boolean {
    return (this.#states[index] ?? 0) !== 0;
  }

  /** Points that failed, in order; `limit` at most. */
  failures(limit: number): number[] {
    const found: number[] = [];
    for (
      let index = this.#states.indexOf(FAILED);
      index !== -1 && found.length < limit;
      index = this.#states.indexOf(FAILED, index + 1)
    ) found.push(index);
    return found;
  }

  /** Takes points that failed for points without a result, so that they are tried again. */
  forgetFailures(): void {
    this.#states.forEach((state, index) => {
      if (state === FAILED) this.#states[index] = 0;
    });
    this.#failed = 0;
  }

  /** Points without a result, in order. */
  *missing(): Generator<number> {
    for (
      let index = this.#states.indexOf(0);
      index !== -1;
      index = this.#states.indexOf(0, index + 1)
    ) yield index;
  }

  #note(index: number, hasSucceeded: boolean): void {
    const before = this.#states[index];
    const after = hasSucceeded ? SUCCEEDED : FAILED;
    // one beyond the last point is nobody's
    if (before === undefined || before >= after) return;
    this.#states[index] = after;
    if (before === FAILED) this.#failed--;
    if (after === SUCCEEDED) this.#succeeded++;
    else this.#failed++;
  }
}
