/** Where the tables lie that the caller has written, and products of 64-bit integers. */

/** 5^q for q from -342 to 308: the 128 leading bits, high word first; rounded up below q = 0, else down. */
export const FIVES: usize = 1024;
export const MIN_FIVE: i32 = -342;
export const MAX_FIVE: i32 = 308;
/** 10^k for k from -292 to 324: the 128 leading bits, high word first, rounded up. */
export const TENS: usize = FIVES + 16 * 651;
export const MIN_TEN: i32 = -292;
/** 10^0 to 10^22, which float64 holds exactly. */
export const EXACT_TENS: usize = TENS + 16 * 617;
export const MAX_EXACT_TEN: i32 = 22;
/** 10^0 to 10^19 as integers. */
export const POWERS: usize = EXACT_TENS + 8 * 23;
/** The first address that is the caller's. */
export const FREE: usize = POWERS + 8 * 20;

/** The high word of a product; its low word is `a * b`. */
// @ts-ignore: a decorator of AssemblyScript

export function highProduct(a: u64, b: u64): u64 {
  const a0 = a & 0xffff_ffff;
  const a1 = a >> 32;
  const b0 = b & 0xffff_ffff;
  const b1 = b >> 32;
  const middle = a1 * b0 + (a0 * b0 >> 32);
  const other = a0 * b1 + (middle & 0xffff_ffff);
  return a1 * b1 + (middle >> 32) + (other >> 32);
}

/** A tenth, rounded down: there is no fast division of 64-bit integers. */
// @ts-ignore: a decorator of AssemblyScript

export function tenth(value: u64): u64 {
  return highProduct(value, 0xcccc_cccc_cccc_cccd) >> 3;
}
