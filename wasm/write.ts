/** Writes numbers as JavaScript or Python spells them. */

import { COMMA, LETTER_E, MINUS, PLUS, POINT, ZERO } from "./letters";
import { shortDigits, shorten, shortExponent } from "./shortest";
import { highProduct, POWERS, tenth } from "./tables";

const FRACTION_BITS: i32 = 52;
const FRACTION: u64 = (<u64> 1 << FRACTION_BITS) - 1;

/**
 * Writes numbers with commas between them.
 *
 * @param numbers Address of the first float64.
 * @param count How many there are.
 * @param out Address of the text, for which 26 bytes a number must be free.
 * @param isPython Whether they are written as Python does (1.0, 1e-05) or as JavaScript does (1, 0.00001). What is
 * not finite is `null` either way.
 * @returns The address behind the text.
 */
export function write(numbers: usize, count: i32, out: usize, isPython: bool): usize {
  let place = out;
  for (let k: i32 = 0; k < count; k++) {
    if (k > 0) store<u8>(place++, COMMA);
    place = writeNumber(load<f64>(numbers + 8 * k), place, isPython);
  }
  return place;
}

function writeNumber(value: f64, out: usize, isPython: bool): usize {
  const bits = reinterpret<u64>(value);
  const biased = <i32> ((bits >> FRACTION_BITS) & 0x7ff);
  if (biased === 0x7ff) {
    store<u32>(out, 0x6c6c_756e); // null
    return out + 4;
  }
  let place = out;
  const isZero = bits << 1 === 0;
  if (bits >> 63 && (isPython || !isZero)) store<u8>(place++, MINUS);
  if (isZero) {
    store<u8>(place, ZERO);
    return isPython ? writeEnd(place + 1) : place + 1;
  }
  shorten(bits & FRACTION, biased);
  return writeDigits(place, isPython);
}

// @ts-ignore: a decorator of AssemblyScript

function writeEnd(place: usize): usize {
  store<u8>(place, POINT);
  store<u8>(place + 1, ZERO);
  return place + 2;
}

/** Most digits that a float64 needs. */
const FIGURES: i32 = 17;
const ZEROS: u64 = 0x3030_3030_3030_3030;

/** Writes the digits that were found, with a point or an exponent; up to 17 bytes behind them change, too. */
function writeDigits(place: usize, isPython: bool): usize {
  let digits = shortDigits;
  let exponent = shortExponent;
  if (digits >= 100_000_000_000_000_000) {
    digits = tenth(digits);
    exponent++;
  }
  // all numbers get as many figures, and lose the zeros at their end again
  const size = digitCount(digits);
  digits *= load<u64>(POWERS + 8 * (FIGURES - size));
  const upper = highProduct(digits, 0xabcc_7711_8461_cefd) >> 26; // by 10^8
  const last = eightLetters(<u32> (digits - upper * 100_000_000));
  const first = <u32> upper / 100_000_000;
  const middle = eightLetters(<u32> upper - first * 100_000_000);
  const count = last === ZEROS
    ? FIGURES - 8 - <i32> (clz(middle ^ ZEROS) >> 3)
    : FIGURES - <i32> (clz(last ^ ZEROS) >> 3);
  /** Where the point stands, counted from the first digit. */
  const point = size + exponent;
  const isPlain = isPython ? point > -4 && point <= 16 : point > -6 && point <= 21;
  if (!isPlain) {
    putFigures(place + 1, first, middle, last);
    return writeScientific(place, count, point, isPython);
  }
  if (point <= 0) {
    store<u64>(place, 0x3030_3030_3030_2e30); // 0.000000
    place += 2 - point;
    putFigures(place, first, middle, last);
    return place + count;
  }
  if (point < count) {
    putFigures(place + 1, first, middle, last);
    for (let k = 0; k < point; k++) store<u8>(place + k, load<u8>(place + k + 1));
    store<u8>(place + point, POINT);
    return place + count + 1;
  }
  putFigures(place, first, middle, last);
  for (let k = FIGURES; k < point; k++) store<u8>(place + k, ZERO);
  place += point;
  return isPython ? writeEnd(place) : place;
}

// @ts-ignore: a decorator of AssemblyScript

function putFigures(place: usize, first: u32, middle: u64, last: u64): void {
  store<u8>(place, <u8> (ZERO + first));
  store<u64>(place + 1, middle);
  store<u64>(place + 9, last);
}

/** Puts point and exponent to figures that stand one place behind `start`. */
function writeScientific(start: usize, count: i32, point: i32, isPython: bool): usize {
  let place = start;
  store<u8>(place, load<u8>(place + 1));
  if (count > 1) {
    store<u8>(place + 1, POINT);
    place += count + 1;
  } else place++;
  store<u8>(place++, LETTER_E);
  const exponent = point - 1;
  store<u8>(place++, exponent < 0 ? MINUS : PLUS);
  const size: u32 = exponent < 0 ? -exponent : exponent;
  if (size >= 100) store<u8>(place++, <u8> (ZERO + size / 100));
  if (size >= 10 || isPython) store<u8>(place++, <u8> (ZERO + size / 10 % 10));
  store<u8>(place++, <u8> (ZERO + size % 10));
  return place;
}

/** Eight digits as text, zeros in front: the first one is the lowest byte. Works on all of them at once. */
// @ts-ignore: a decorator of AssemblyScript

function eightLetters(digits: u32): u64 {
  const upper = digits / 10_000;
  const fours = <u64> upper | (<u64> (digits - upper * 10_000) << 32);
  const hundreds = ((fours * 10_486) >> 20) & 0x0000_007f_0000_007f; // by 100
  const twos = ((fours - 100 * hundreds) << 16) + hundreds;
  const tens = ((twos * 103) >> 10) & 0x000f_000f_000f_000f; // by 10
  return tens + ((twos - 10 * tens) << 8) + ZEROS;
}

function digitCount(digits: u64): i32 {
  // 1233 / 2^12 is the decimal logarithm of 2
  const about = ((64 - <i32> clz(digits)) * 1233) >> 12;
  return about + (digits >= load<u64>(POWERS + 8 * about) ? 1 : 0);
}
