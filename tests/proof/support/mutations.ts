/** Ways to break a request's body. Each is a pure function of the body and of random numbers. @module */

import type { Random } from "./random.ts";

/** Breaks a body. */
export type Mutation = (body: string, random: Random) => Uint8Array;

/** Deeper lists are a test of their own in mutation_test.ts. */
const DEEP = 20_000;
const NUMBERS = ["1e999", "-1e999", "9".repeat(400), "1e-999", "-0", "NaN", "Infinity", "01", "1."];
const PATHS = [
  ...["../../../etc/passwd", "/etc/passwd:0", "/dev/zero", "/proc/self/mem:0", "values.bin:-1"],
  ...[
    "values.bin:99999999999999999999",
    "values.bin:0:0",
    "",
    ":",
    "::",
    "a\\u0000b",
    ".",
    "http://x",
  ],
];
const VALUES = [
  ...["null", "true", "[]", "{}", '""', "[[[]]]", '"__proto__"', '{"__proto__":{"a":1}}'],
  ...['{"shape":[1e15],"dtype":"float64","data":{"buffer":"","encoding":"base64"}}', "[1,[2]]"],
];

/** Every mutation, by name. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  "bytes flipped": (body, random) => {
    const bytes = encode(body);
    const count = 1 + random.below(4);
    for (let k = 0; k < count; k++) bytes[random.below(bytes.length)] = random.below(256);
    return bytes;
  },
  "truncated": (body, random) => encode(body).slice(0, random.below(body.length)),
  "bytes inserted": (body, random) => {
    const at = random.below(body.length);
    return join(encode(body.slice(0, at)), random.bytes(1 + random.below(8)), body.slice(at));
  },
  "part doubled": (body, random) => {
    const from = random.below(body.length);
    const to = from + random.below(body.length - from);
    return encode(body.slice(0, to) + body.slice(from));
  },
  "deep nesting": (body, random) => {
    const [open, close] = random.pick([["[", "]"], ['{"a":', "}"]]);
    const deep = (open ?? "").repeat(DEEP) + "1" + (close ?? "").repeat(DEEP);
    return encode(random.below(2) === 0 ? deep : replaceOne(body, /-?\d+(\.\d+)?/g, deep, random));
  },
  "another number": (body, random) =>
    encode(replaceOne(body, /-?\d+(\.\d+)?/g, random.pick(NUMBERS), random)),
  "another value": (body, random) =>
    encode(replaceOne(body, /-?\d+(\.\d+)?|"[^"]*"(?!:)/g, random.pick(VALUES), random)),
  "another name": (body, random) =>
    encode(replaceOne(body, /"[a-z_]+"(?=:)/g, random.pick(['"toString"', '"x y"', '""']), random)),
  "another encoding": (body, random) =>
    encode(body.replace(
      /"(json|base64|binref)"/,
      `"${random.pick(["json", "base64", "binref", "BASE64", "zip"])}"`,
    )),
  "another dtype": (body, random) =>
    encode(body.replace(
      '"float64"',
      `"${random.pick(["int8", "complex128", "bool", "float16", "uint64", "object", "O"])}"`,
    )),
  "another shape": (body, random) =>
    encode(body.replace(
      '"shape":[2]',
      `"shape":${
        random.pick(["[-1]", "[0]", "[4294967296,4294967296]", "[1.5]", "2", "[]", "[2,1]"])
      }`,
    )),
  "garbage in a buffer": (body, random) =>
    encode(replaceBuffer(body, random.bytes(random.below(64)).toBase64())),
  "damaged lz4": (body, random) =>
    encode(body.replace(/"(BCJNGG[^"]*)"/, (_, frame) => {
      const bytes = Uint8Array.fromBase64(String(frame));
      bytes[random.below(bytes.length)] = random.below(256);
      return `"${bytes.toBase64()}"`;
    })),
  "another binref": (body, random) => encode(replaceBuffer(body, random.pick(PATHS))),
  "key twice": (body, random) => {
    const pairs = [...body.matchAll(/"[a-z_]+":("[^"]*"|-?\d+)/g)].map(([pair]) => pair);
    const pair = random.pick(
      pairs.length > 0 ? pairs : [/"inputs":\{"[a-z_]+":/.exec(body)?.[0] ?? ""],
    );
    return encode(body.replace(pair, `${pair},${pair}`));
  },
  "not UTF-8": (body, random) => {
    const at = random.below(body.length);
    const wrong = random.pick([[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf8, 0x88, 0x80]]);
    return join(encode(body.slice(0, at)), Uint8Array.from(wrong), body.slice(at));
  },
};

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function join(head: Uint8Array, middle: Uint8Array, tail: string): Uint8Array {
  return Uint8Array.from([...head, ...middle, ...encode(tail)]);
}

function replaceOne(body: string, what: RegExp, by: string, random: Random): string {
  const found = [...body.matchAll(what)];
  if (found.length === 0) return by;
  const { index, 0: text } = random.pick(found);
  return body.slice(0, index) + by + body.slice(index + text.length);
}

function replaceBuffer(body: string, text: string): string {
  return body.replace(/"buffer":("[^"]*"|\[[^\]]*\])/, () => `"buffer":"${text}"`);
}
