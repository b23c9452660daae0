/**
 * Random numbers that depend on nothing but a seed, a name and an index: any process finds the same ones, in any
 * order. The generator is SplitMix64 (Steele, Lea and Flood, 2014), one stream for each name.
 *
 * @module
 */

const MASK = 0xffff_ffff_ffff_ffffn;
const GOLDEN = 0x9e37_79b9_7f4a_7c15n;
const FNV_OFFSET = 0xcbf2_9ce4_8422_2325n;
const FNV_PRIME = 0x100_0000_01b3n;

/** A stream of numbers in [0, 1), each with 53 random bits; `at(k)` is its number k. */
export interface RandomStream {
  at(index: number): number;
}

/** The stream of a name: SplitMix64 started at mix(seed XOR FNV-1a of the name). */
export function randomStream(seed: number, name: string): RandomStream {
  const start = mix((BigInt(seed) & MASK) ^ fnv1a(name));
  return {
    at(index) {
      const state = (start + BigInt(index + 1) * GOLDEN) & MASK;
      return Number(mix(state) >> 11n) / 2 ** 53;
    },
  };
}

/** The numbers 0 … count - 1 in a random order (Fisher and Yates). */
export function randomOrder(count: number, stream: RandomStream): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, k) => k);
  for (let k = count - 1; k > 0; k--) {
    const other = Math.floor(stream.at(k) * (k + 1));
    const moved = order[k] ?? 0;
    order[k] = order[other] ?? 0;
    order[other] = moved;
  }
  return order;
}

function mix(state: bigint): bigint {
  let z = state;
  z = ((z ^ (z >> 30n)) * 0xbf58_476d_1ce4_e5b9n) & MASK;
  z = ((z ^ (z >> 27n)) * 0x94d0_49bb_1331_11ebn) & MASK;
  return z ^ (z >> 31n);
}

function fnv1a(text: string): bigint {
  let hash = FNV_OFFSET;
  for (const byte of new TextEncoder().encode(text)) {
    hash = ((hash ^ BigInt(byte)) * FNV_PRIME) & MASK;
  }
  return hash;
}
