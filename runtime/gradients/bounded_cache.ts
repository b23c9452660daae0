/** A cache that forgets its oldest entries. @module */

/** Keeps entries up to a total weight; an entry heavier than that is not kept at all. */
export class BoundedCache<Value> {
  readonly #entries = new Map<string, { value: Value; weight: number }>();
  readonly #maxWeight: number;
  #weight = 0;

  constructor(maxWeight: number) {
    this.#maxWeight = maxWeight;
  }

  /** The entry of a key, or undefined. */
  get(key: string): Value | undefined {
    return this.#entries.get(key)?.value;
  }

  /** Adds an entry whose key is new. */
  set(key: string, value: Value, weight: number): void {
    if (weight > this.#maxWeight) return;
    this.#entries.set(key, { value, weight });
    this.#weight += weight;
    for (const [oldest, entry] of this.#entries) {
      if (this.#weight <= this.#maxWeight) return;
      this.#entries.delete(oldest);
      this.#weight -= entry.weight;
    }
  }
}
