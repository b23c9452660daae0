import assert from "node:assert/strict";
import { pythonFloat } from "../arrays/python_number.ts";
import { FloatListWriter, type FloatSpelling, readFloats } from "./float_lists.ts";

const COUNT = 20_000;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The same numbers in every run (xorshift64*). */
function* bitPatterns(count: number): Generator<bigint> {
  let state = 88_172_645_463_325_252n;
  for (let k = 0; k < count; k++) {
    state ^= state >> 12n;
    state = BigInt.asUintN(64, state ^ state << 25n);
    state ^= state >> 27n;
    yield BigInt.asUintN(64, state * 2_685_821_657_736_338_717n);
  }
}

/** All kinds of float64: any bits, few digits, powers of ten and two with their neighbours, integers. */
function samples(): number[] {
  const bits = BigUint64Array.from(bitPatterns(COUNT));
  const any = new Float64Array(bits.buffer);
  const few = Array.from(any, (_, k) => Number((bits[k] ?? 0n) % 100_000n) / 10 ** (k % 12));
  const edges = Array.from({ length: 632 }, (_, k) => 10 ** (k - 323)).flatMap(neighbours);
  const twos = Array.from({ length: 2_098 }, (_, k) => 2 ** (k - 1_074)).flatMap(neighbours);
  const integers = Array.from(bits, (value) => Number(value >> (value & 63n)));
  return [...any, ...few, ...edges, ...twos, ...integers, ...Array.from(any, Math.fround), 0, -0];
}

function neighbours(value: number): number[] {
  const [bits = 0n] = new BigInt64Array(new Float64Array([value]).buffer);
  return [...new Float64Array(BigInt64Array.of(bits - 1n, bits, bits + 1n).buffer)];
}

function written(numbers: number[], spelling: FloatSpelling): string {
  const writer = new FloatListWriter(spelling);
  writer.mark("[");
  writer.numbers(Float64Array.from(numbers));
  writer.mark("]");
  return writer.pieces().map((piece) => decoder.decode(piece)).join("");
}

Deno.test("numbers are written as JSON.stringify writes them", () => {
  const numbers = [...samples(), NaN, Infinity, -Infinity];
  assertSameLists(written(numbers, "javascript"), JSON.stringify(numbers));
});

Deno.test("numbers are written as Python writes them", () => {
  const numbers = samples();
  const finite = numbers.filter(Number.isFinite);
  assertSameLists(written(finite, "python"), `[${finite.map(pythonFloat).join(",")}]`);
  assert.equal(written([NaN, -Infinity], "python"), "[null,null]");
});

/** Tells the first difference, not megabytes. */
function assertSameLists(found: string, expected: string): void {
  if (found === expected) return;
  const [left, right] = [found.split(","), expected.split(",")];
  const at = left.findIndex((text, k) => text !== right[k]);
  assert.fail(`number ${at} is written as ${left[at]}, not as ${right[at]}`);
}

Deno.test("numbers are read as JSON.parse reads them, or left to it", () => {
  let left = 0;
  for (const spell of [JSON.stringify, pythonFloat, (x: number) => x.toExponential(), digits19]) {
    for (const number of samples().filter(Number.isFinite)) {
      const text = spell(number);
      const [read] = readFloats(encoder.encode(text), false) ?? [];
      if (read === undefined) left++;
      else assert.ok(Object.is(read, JSON.parse(text)), text);
    }
  }
  assert.ok(left < COUNT, `${left} were left`);
});

/** More digits than it takes, so that texts lie close to the middle between two numbers. */
function digits19(number: number): string {
  return number.toPrecision(19).replace(/^(-?)\./, "$10.");
}

Deno.test("texts exactly between two numbers, and next to it, are read as JSON.parse reads them", () => {
  for (let k = 0n; k < 200n; k++) {
    const middle = (1n << 53n) + 2n * k + 1n;
    for (const digits of [middle - 1n, middle, middle + 1n]) {
      for (
        const text of [`${digits}`, `${digits}e3`, `${digits}e-4`, `${digits}.0`, `0.${digits}`]
      ) {
        assert.equal(readFloats(encoder.encode(text), false)?.[0], JSON.parse(text), text);
      }
    }
  }
});

Deno.test("readFloats() takes what JSON allows between numbers, and nothing else", () => {
  const read = (text: string) => readFloats(encoder.encode(text), false)?.join(" ");
  assert.equal(read(" 1 ,\n\t2.50,\r-3e0 ,0.0,-0,1E+2"), "1 2.5 -3 0 0 100");
  assert.equal(read("NaN,-Infinity , Infinity"), "NaN -Infinity Infinity");
  for (
    const text of [
      "",
      " ",
      ",",
      "1,",
      ",1",
      "1,,2",
      "1 2",
      "01",
      "-",
      "+1",
      ".5",
      "1.",
      "1.e5",
      "1e",
      "1e+",
      "0x1",
      "-NaN",
      "nan",
      "Na",
      "NaNs",
      "Infinit",
      "inf",
      "null",
      "true",
      '"1"',
      "[1]",
      "1]",
      "1\u00a0",
      "--1",
      "1.2.3",
      "-01",
      "1e5.0",
    ]
  ) {
    assert.equal(read(text), undefined, text);
  }
});

Deno.test("readFloats() refuses what it must keep exact and cannot", () => {
  const read = (text: string) => readFloats(encoder.encode(text), true)?.join(" ");
  assert.equal(
    read("1,2.5,9007199254740991,-3,0.1234567890123456"),
    [
      1,
      2.5,
      9_007_199_254_740_991,
      -3,
      0.1234567890123456,
    ].join(" "),
  );
  for (const text of ["1.0", "2,1e3", "9007199254740993", "0.5,-0.0"]) {
    assert.equal(read(text), undefined, text);
  }
});

Deno.test("FloatListWriter gives pieces of at most 256 KiB, in memory of their own", () => {
  const numbers = Float64Array.from({ length: 50_000 }, (_, k) => Math.sin(k));
  const writer = new FloatListWriter("javascript");
  writer.numbers(numbers);
  writer.mark(",");
  writer.numbers(Float32Array.from(numbers));
  const pieces = writer.pieces();
  assert.ok(pieces.length > 2);
  assert.ok(pieces.every(({ byteLength }) => byteLength <= 256 * 1024));
  assert.equal(new Set(pieces.map(({ buffer }) => buffer)).size, pieces.length);
  const text = pieces.map((piece) => decoder.decode(piece)).join("");
  const expected = [...numbers, ...Float32Array.from(numbers)];
  assert.equal(`[${text}]`, JSON.stringify(expected));
});
