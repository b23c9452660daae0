/** The random choices of numpy's legacy generator, so that a seed means the same elements here. @module */

const STATE_WORDS = 624;
const SHIFT_WORDS = 397;

/**
 * `numpy.random.RandomState`: the Mersenne Twister MT19937 with the draws that `choice` makes.
 * Equal seeds give numpy's own numbers (compared with numpy 2.4).
 */
export class RandomState {
  readonly #key = new Uint32Array(STATE_WORDS);
  #position = STATE_WORDS;

  /** @param seed An integer from 0 to 2³² − 1. */
  constructor(seed: number) {
    if (!Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff) {
      throw new RangeError(`Seed must be an integer between 0 and 2**32 - 1, got ${seed}`);
    }
    let word = seed;
    for (let i = 0; i < STATE_WORDS; i++) {
      this.#key[i] = word;
      word = (Math.imul(1_812_433_253, word ^ (word >>> 30)) + i + 1) >>> 0;
    }
  }

  /** `choice(n, count)`: indices below `n`, drawn with replacement. */
  choice(n: number, count: number): number[] {
    return Array.from({ length: count }, () => this.#below(n - 1));
  }

  /** `choice(n, count, replace=False)`: the head of a shuffled `0 … n − 1`. */
  choiceWithoutReplacement(n: number, count: number): number[] {
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.#below(i);
      const swapped = order[i] ?? 0;
      order[i] = order[j] ?? 0;
      order[j] = swapped;
    }
    return Array.from(order.subarray(0, count));
  }

  /** An integer from 0 to `max`, by rejection under the smallest mask that covers `max`. */
  #below(max: number): number {
    if (max === 0) return 0;
    if (max > 0xffff_ffff) throw new RangeError(`Cannot draw from more than 2**32 elements`);
    const mask = 0xffff_ffff >>> Math.clz32(max);
    for (;;) {
      const value = (this.#next() & mask) >>> 0;
      if (value <= max) return value;
    }
  }

  #next(): number {
    if (this.#position === STATE_WORDS) this.#twist();
    let word = this.#key[this.#position++] ?? 0;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c_5680;
    word ^= (word << 15) & 0xefc6_0000;
    word ^= word >>> 18;
    return word >>> 0;
  }

  #twist(): void {
    const key = this.#key;
    for (let i = 0; i < STATE_WORDS; i++) {
      const next = key[(i + 1) % STATE_WORDS] ?? 0;
      const mixed = ((key[i] ?? 0) & 0x8000_0000) | (next & 0x7fff_ffff);
      const odd = (next & 1) === 0 ? 0 : 0x9908_b0df;
      key[i] = (key[(i + SHIFT_WORDS) % STATE_WORDS] ?? 0) ^ (mixed >>> 1) ^ odd;
    }
    this.#position = 0;
  }
}
