/**
 * Reads numbers, after D. Lemire, "Number Parsing at a Gigabyte per Second" (2021).
 */

import { COMMA, LETTER_E, MINUS, PLUS, POINT, ZERO } from "./letters";
import { EXACT_TENS, FIVES, highProduct, MAX_EXACT_TEN, MAX_FIVE, MIN_FIVE } from "./tables";

/** The text is not a list of numbers that is read here. */
const OTHER: i32 = -1;
/** `isExact` was asked for, and one number would lose what it is. */
const LOSSY: i32 = -2;

const FRACTION_BITS: i32 = 52;
const HIDDEN_BIT: u64 = <u64> 1 << 52;
const MAX_DIGITS: i32 = 19;
const MAX_SAFE_INTEGER: u64 = (<u64> 1 << 53) - 1;
/** Larger exponents are no number's. */
const EXPONENT_LIMIT: i32 = 100_000;

/** Bytes from here on are letters. */
const LETTER_A: u8 = 0x41;
const NAN_LETTERS: u32 = 0x4e_614e;
const INFINITY_LETTERS: u64 = 0x7974_696e_6966_6e49;

/** Where {@link readNumber} stopped. */
let stop: usize = 0;
let isLossy: bool = false;

/**
 * Reads numbers with commas between them, white space allowed.
 *
 * @param text Address of the first byte.
 * @param end Address behind the last byte; 8 bytes there can be read, the first of which is 0.
 * @param out Address of the first float64, a multiple of 8.
 * @param isExact Whether to give up where 1 and 1.0 differ, or an integer does not fit.
 * @returns How many there are, OTHER or LOSSY.
 */
export function read(text: usize, end: usize, out: usize, isExact: bool): i32 {
  let at = text;
  isLossy = false;
  let count: i32 = 0;
  while (true) {
    while (isSpace(load<u8>(at))) at++;
    if (!readNumber(at, out + 8 * count)) return OTHER;
    count++;
    at = stop;
    while (isSpace(load<u8>(at))) at++;
    if (at >= end) return isExact && isLossy ? LOSSY : count;
    if (load<u8>(at++) !== COMMA) return OTHER;
  }
}

// @ts-ignore: a decorator of AssemblyScript

function isSpace(byte: u8): bool {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

// @ts-ignore: a decorator of AssemblyScript

function digitAt(place: usize): u32 {
  return <u32> load<u8>(place) - ZERO;
}

/** Whether eight bytes are all digits. */
// @ts-ignore: a decorator of AssemblyScript

function areDigits(bytes: u64): bool {
  const high: u64 = 0x8080_8080_8080_8080;
  return (((bytes + 0x4646_4646_4646_4646) | (bytes - 0x3030_3030_3030_3030)) & high) === 0;
}

/** What eight digits stand for, the first of which is the lowest byte. */
// @ts-ignore: a decorator of AssemblyScript

function eightDigits(bytes: u64): u64 {
  const digits = bytes - 0x3030_3030_3030_3030;
  const pairs = digits * 10 + (digits >> 8);
  const mask: u64 = 0x0000_00ff_0000_00ff;
  const outer = (pairs & mask) * 0x000f_4240_0000_0064;
  const inner = ((pairs >> 16) & mask) * 0x0000_2710_0000_0001;
  return (outer + inner) >> 32;
}

function readNumber(from: usize, out: usize): bool {
  const isNegative = load<u8>(from) === MINUS;
  const first = isNegative ? from + 1 : from;
  if (load<u8>(first) > LETTER_A) return readWord(first, isNegative, out);
  let at = first;
  let digits: u64 = 0;
  let exponent: i32 = 0;
  for (let digit = digitAt(at); digit <= 9; digit = digitAt(++at)) digits = digits * 10 + digit;
  let count = <i32> (at - first);
  if (count === 0 || (count > 1 && load<u8>(first) === ZERO)) return false;
  let isInteger = true;
  if (load<u8>(at) === POINT) {
    isInteger = false;
    const fraction = ++at;
    for (let bytes = load<u64>(at); areDigits(bytes); bytes = load<u64>(at)) {
      digits = digits * 100_000_000 + eightDigits(bytes);
      at += 8;
    }
    for (let digit = digitAt(at); digit <= 9; digit = digitAt(++at)) digits = digits * 10 + digit;
    exponent = <i32> (fraction - at);
    if (exponent === 0) return false;
    count -= exponent;
  }
  if (count > MAX_DIGITS) {
    count -= leadingZeros(first, at);
    if (count > MAX_DIGITS) return false;
  }
  if ((load<u8>(at) | 0x20) === LETTER_E) {
    isInteger = false;
    const written = readExponent(at);
    if (written === i32.MIN_VALUE) return false;
    at = stop;
    exponent += written;
  }
  const magnitude = floatOf(digits, exponent);
  if (magnitude < 0) return false;
  if (isInteger ? digits > MAX_SAFE_INTEGER : magnitude === Math.floor(magnitude)) isLossy = true;
  store<f64>(out, isNegative ? -magnitude : magnitude);
  stop = at;
  return true;
}

/** NaN and the infinities, as Python writes them. */
function readWord(first: usize, isNegative: bool, out: usize): bool {
  if (!isNegative && (load<u32>(first) & 0xff_ffff) === NAN_LETTERS) {
    store<f64>(out, NaN);
    stop = first + 3;
    return true;
  }
  if (load<u64>(first) !== INFINITY_LETTERS) return false;
  store<f64>(out, isNegative ? -Infinity : Infinity);
  stop = first + 8;
  return true;
}

/** Zeros, and the point between them, before the first other digit; the point is not counted. */
function leadingZeros(first: usize, end: usize): i32 {
  let zeros: i32 = 0;
  for (let place = first; place < end; place++) {
    const byte = load<u8>(place);
    if (byte === ZERO) zeros++;
    else if (byte !== POINT) break;
  }
  return zeros;
}

/** The exponent behind an "e", up to {@link stop}. */
function readExponent(letter: usize): i32 {
  let at = letter + 1;
  const sign = load<u8>(at);
  if (sign === MINUS || sign === PLUS) at++;
  const first = at;
  let exponent: i32 = 0;
  for (let digit = digitAt(at); digit <= 9; digit = digitAt(++at)) {
    if (exponent < EXPONENT_LIMIT) exponent = exponent * 10 + digit;
  }
  stop = at;
  if (at === first) return i32.MIN_VALUE;
  return sign === MINUS ? -exponent : exponent;
}

/** digits times 10^exponent, correctly rounded; -1 when that is left to others. */
function floatOf(digits: u64, exponent: i32): f64 {
  if (digits === 0) return 0;
  if (digits <= MAX_SAFE_INTEGER && exponent >= -MAX_EXACT_TEN && exponent <= MAX_EXACT_TEN) {
    const value = <f64> digits;
    return exponent < 0
      ? value / load<f64>(EXACT_TENS - 8 * exponent)
      : value * load<f64>(EXACT_TENS + 8 * exponent);
  }
  if (exponent < MIN_FIVE || exponent > MAX_FIVE) return -1;
  const five = FIVES + 16 * <usize> (exponent - MIN_FIVE);
  const shift = <i32> clz(digits);
  const normal = digits << shift;
  const leading = load<u64>(five);
  let high = highProduct(normal, leading);
  let low = normal * leading;
  if ((high & 0x1ff) === 0x1ff) {
    const more = highProduct(normal, load<u64>(five + 8));
    low += more;
    if (low < more) high++;
  }
  const upper = <i32> (high >> 63);
  const drop = upper + 64 - FRACTION_BITS - 3;
  let mantissa = high >> drop;
  let power = ((217_706 * exponent) >> 16) + 63 + upper - shift + 1023;
  if (power <= 0) return -1;
  // exactly between two numbers: to the even one
  if (low <= 1 && exponent >= -4 && exponent <= 23 && (mantissa & 3) === 1) {
    if (mantissa << drop === high) mantissa &= ~(<u64> 1);
  }
  mantissa = (mantissa + (mantissa & 1)) >> 1;
  if (mantissa >= HIDDEN_BIT << 1) {
    mantissa = HIDDEN_BIT;
    power++;
  }
  if (power >= 0x7ff) return -1;
  return reinterpret<f64>((mantissa & ~HIDDEN_BIT) | (<u64> power << FRACTION_BITS));
}
