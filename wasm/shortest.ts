/**
 * Finds digits, after R. Giulietti, "The Schubfach way to render doubles" (2020): the fewest that read back as the same
 * number, of these the nearest.
 */

import { highProduct, MIN_TEN, TENS, tenth } from "./tables";

const HIDDEN_BIT: u64 = <u64> 1 << 52;

/** The digits that {@link shorten} found, and the power of ten they are to be multiplied with. */
export let shortDigits: u64 = 0;
export let shortExponent: i32 = 0;

/** The shortest decimal between the neighbours of a finite number other than zero. */
export function shorten(fraction: u64, biased: i32): void {
  const c = biased === 0 ? fraction : fraction | HIDDEN_BIT;
  const q = (biased === 0 ? 1 : biased) - 1075;
  if (q <= 0 && q > -53 && (c & ((<u64> 1 << -q) - 1)) === 0) return keep(c >> -q, 0); // an integer
  const isEven = (c & 1) === 0;
  const isCloser = fraction === 0 && biased > 1;
  const k = (q * 1_262_611 - (isCloser ? 524_031 : 0)) >> 22;
  const h = q + ((-k * 1_741_647) >> 19) + 1;
  const ten = TENS + 16 * <usize> (-k - MIN_TEN);
  scale(load<u64>(ten), load<u64>(ten + 8), (4 * c) << h, h + 1, isCloser);
  const lower = scaledLower + (isEven ? 0 : 1);
  const upper = scaledUpper - (isEven ? 0 : 1);
  // which candidate it is, nobody can foresee: so it is chosen without branches
  const s = scaled >> 2;
  const shorter = tenth(s);
  const isTenDown = lower <= 40 * shorter;
  const isTenUp = 40 * shorter + 40 <= upper;
  const isDown = lower <= 4 * s;
  const isUp = 4 * s + 4 <= upper;
  const half = 4 * s + 2;
  const isNearerUp = scaled > half || (scaled === half && (s & 1) === 1);
  const isRoundedUp = select<bool>(isUp, isNearerUp, isDown !== isUp);
  shortDigits = select<u64>(
    10 * (shorter + (isTenUp ? 1 : 0)),
    s + (isRoundedUp ? 1 : 0),
    s >= 10 && isTenDown !== isTenUp,
  );
  shortExponent = k;
}

/** What {@link shorten} found: an integer below 2^53. */
function keep(digits: u64, exponent: i32): void {
  shortDigits = digits;
  shortExponent = exponent;
}

/** Four times the number in units of its last decimal digit, and its two bounds, all rounded to odd. */
let scaled: u64 = 0;
let scaledLower: u64 = 0;
let scaledUpper: u64 = 0;

/**
 * Multiplies by a power of ten of 128 bits: `factor`, and what is 2^step less and more; half of that less when it is
 * closer below. The products have 192 bits, of which the lowest 64 are left out.
 */
// @ts-ignore: a decorator of AssemblyScript

function scale(tenHigh: u64, tenLow: u64, factor: u64, step: i32, isCloser: bool): void {
  const low = tenLow * factor;
  const carried = highProduct(tenLow, factor);
  const middle = tenHigh * factor + carried;
  const high = highProduct(tenHigh, factor) + (middle < carried ? 1 : 0);
  scaled = odd(high, middle);
  const stepLow = tenLow << step;
  const stepMiddle = (tenHigh << step) | (tenLow >> (64 - step));
  const stepHigh = tenHigh >> (64 - step);
  const carry: u64 = low + stepLow < low ? 1 : 0;
  const upperMiddle = middle + stepMiddle + carry;
  const carriedOn: u64 = upperMiddle < middle || (upperMiddle === middle && carry === 1) ? 1 : 0;
  scaledUpper = odd(high + stepHigh + carriedOn, upperMiddle);
  if (isCloser) {
    const lower = factor - (<u64> 1 << (step - 1));
    const carriedLower = highProduct(tenLow, lower);
    const middleLower = tenHigh * lower + carriedLower;
    const highLower = highProduct(tenHigh, lower) + (middleLower < carriedLower ? 1 : 0);
    scaledLower = odd(highLower, middleLower);
    return;
  }
  const borrow: u64 = low < stepLow ? 1 : 0;
  const lowerMiddle = middle - stepMiddle - borrow;
  const borrowed: u64 = middle < stepMiddle || (middle === stepMiddle && borrow === 1) ? 1 : 0;
  scaledLower = odd(high - stepHigh - borrowed, lowerMiddle);
}

// @ts-ignore: a decorator of AssemblyScript

function odd(high: u64, middle: u64): u64 {
  return high | (middle > 1 ? 1 : 0);
}
