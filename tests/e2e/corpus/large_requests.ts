/** Arrays and texts of more than 64 KiB, which take another way to a module in Python than small ones. @module */

import {
  apply,
  base64Array,
  type CaseOptions,
  envelope,
  post,
  type RequestCase,
} from "./request_case.ts";

const COUNT = 20_000;
const FORMATS = ["json", "json+base64", "json+binref"] as const;
const AS_BASE64 = { answeredAs: "json+base64" } as const;

/** Finite numbers of every float type, small enough to be compared as lists. */
function float64Base64(count: number): string {
  return base64(new Float64Array(count).map((_, k) => k / 8));
}

function base64(array: ArrayBufferView<ArrayBuffer>): string {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength).toBase64();
}

const FLOATS = float64Base64(COUNT);
const VECTOR = base64Array("float64", [COUNT], FLOATS);

function accepting(accept: string): CaseOptions {
  return { headers: { "content-type": "application/json", accept } };
}

/** Bytes of 100,000 elements and more, whatever they mean. */
const OF_EVERY_DTYPE: Readonly<Record<string, string>> = {
  float16: base64(new Uint16Array(100_000).map((_, k) => k % 0x7c00)),
  float32: base64(new Float32Array(50_000).map((_, k) => k / 3)),
  int8: base64(new Int8Array(150_000).map((_, k) => k)),
  int16: base64(new Int16Array(80_000).map((_, k) => k)),
  int32: base64(new Int32Array(40_000).map((_, k) => k - 20_000)),
  int64: base64(new BigInt64Array(30_000).map((_, k) => BigInt(k) - (1n << 62n))),
  bool: base64(new Uint8Array(120_000).map((_, k) => k % 2)),
  uint8: base64(new Uint8Array(150_000).map((_, k) => k)),
  uint64: base64(new BigUint64Array(30_000).map((_, k) => (1n << 64n) - 1n - BigInt(k))),
  complex64: base64(new Float32Array(60_000).map((_, k) => k / 7)),
  complex128: base64(new Float64Array(40_000).map((_, k) => -k / 7)),
};
const LENGTHS: Readonly<Record<string, number>> = {
  float16: 100_000,
  float32: 50_000,
  int8: 150_000,
  int16: 80_000,
  int32: 40_000,
  int64: 30_000,
  bool: 120_000,
  uint8: 150_000,
  uint64: 30_000,
  complex64: 30_000,
  complex128: 20_000,
};

const everyDtype = Object.entries(OF_EVERY_DTYPE).map(([dtype, buffer]) =>
  apply(
    `large ${dtype}`,
    `{"v_${dtype}":${base64Array(dtype, [LENGTHS[dtype] ?? 0], buffer)}}`,
    AS_BASE64,
  )
);

const LIST = `[${Array.from({ length: COUNT }, (_, k) => k / 8).join()}]`;

const everyFormat = FORMATS.flatMap((format) => [
  apply(`large base64, ${format} wanted`, `{"v_float64":${VECTOR}}`, {
    ...accepting(`application/${format}`),
  }),
  apply(`large base64, ${format} with lz4 wanted`, `{"v_float64":${VECTOR}}`, {
    ...accepting(`application/${format};compression=lz4`),
  }),
  apply(`large list, ${format} wanted`, `{"v_float64":${LIST}}`, {
    ...accepting(`application/${format}`),
  }),
]);

const whole = `{"shape":[${COUNT}],"dtype":"float64","data":{"buffer":"${FLOATS}","encoding":`;

const faulty: RequestCase[] = [
  ["too few bytes", base64Array("float64", [COUNT + 1], FLOATS)],
  ["too many bytes", base64Array("float64", [COUNT - 1], FLOATS)],
  ["bytes of no whole element", base64Array("float64", [COUNT], FLOATS.slice(0, -4))],
  ["no base64 at the end", base64Array("float64", [COUNT], `${FLOATS.slice(0, -4)}!AA=`)],
  ["no base64 at the start", base64Array("float64", [COUNT], `é${FLOATS.slice(1)}`)],
  ["a line break in the middle", base64Array("float64", [COUNT], withBreak(FLOATS))],
  ["too little padding", base64Array("float64", [COUNT], `${FLOATS}A`)],
  ["another rank", base64Array("float64", [COUNT / 2, 2], FLOATS)],
  ["another dtype that does not fit", base64Array("complex64", [COUNT], FLOATS)],
  ["an unknown dtype", base64Array("float128", [COUNT], FLOATS)],
  ["an unknown key", `{"shape":[${COUNT}],"dtype":"float64","data":{"buffer":"${FLOATS}"},"x":1}`],
  ["an unknown encoding", `${whole}"msgpack"}}`],
  ["the encoding json", `${whole}"json"}}`],
  ["the encoding binref", `${whole}"binref"}}`],
  ["compression that is none", `${whole}"base64","compression":"lz4"}}`],
  ["compression null and the shape of a scalar", envelope("float64", "[]", data(FLOATS))],
].map(([what, value]) => apply(`large, ${what}`, `{"v_float64":${value}}`));

function data(buffer: string): string {
  return `{"buffer":"${buffer}","encoding":"base64","compression":null}`;
}

function withBreak(text: string): string {
  return `${text.slice(0, 1_000)}\\n${text.slice(1_000)}`;
}

/** Cases for the zoo. */
export const largeArrays: readonly RequestCase[] = [
  ...everyDtype,
  ...everyFormat,
  ...faulty,
  apply("large and another field at fault", `{"v_float64":${VECTOR},"integer":"x"}`),
  apply(
    "large and another array at fault",
    `{"v_float64":${VECTOR},"v_int8":${base64Array("float32", [1], "AAAAAA==")}}`,
  ),
  apply("large, twice in one request", `{"v_float64":${VECTOR},"any_dtype":${VECTOR}}`, AS_BASE64),
  apply("large, the same field twice", `{"v_float64":${VECTOR},"v_float64":${VECTOR}}`, AS_BASE64),
  apply(
    "large and small",
    `{"v_float64":${base64Array("float64", [1], "AAAAAAAA8D8=")},"any_dtype":${VECTOR}}`,
    AS_BASE64,
  ),
  apply("large, cast to a smaller type", `{"v_float32":${VECTOR}}`, AS_BASE64),
  apply("large, cast and out of range", `{"v_float16":${VECTOR},"v_int8":[300]}`),
  apply(
    "large, in many dimensions",
    `{"any_rank":${base64Array("float64", [10, 20, 100], FLOATS)}}`,
    AS_BASE64,
  ),
  apply(
    "large, in a list and a dict",
    `{"vectors":[${VECTOR},[1]],"leaf":{"name":"a","data":${VECTOR}}}`,
    AS_BASE64,
  ),
  apply("large, for a union with text", `{"vector_or_text":${VECTOR}}`, AS_BASE64),
  apply("large, for a number", `{"number":${VECTOR}}`),
  apply("large, as what it is", `{"anything":${VECTOR}}`, AS_BASE64),
  apply("large, with NaN as lists", `{"v_float64":[${"NaN,".repeat(COUNT)}1]}`),
  apply("large and the module throws", `{"v_float64":${VECTOR},"fail":"on purpose"}`),
];

/** Long texts that are no arrays, or look like one. */
const TEXTS: Readonly<Record<string, string>> = {
  "letters": "x".repeat(100_000),
  "base64": FLOATS,
  "base64 without padding": FLOATS.slice(0, 100_001),
  "more than ASCII": "é☃😀".repeat(30_000),
  "escapes": '\\n\\u00e9\\"'.repeat(20_000),
  "escapes at the end": `${"A".repeat(100_000)}\\n`,
  "blanks": " ".repeat(100_000),
};

/** Cases for the zoo. */
export const longTexts: readonly RequestCase[] = [
  ...Object.entries(TEXTS).flatMap(([what, text]) => [
    apply(`long text of ${what}`, `{"text":"${text}"}`),
    apply(`long text of ${what} for a vector or text`, `{"vector_or_text":"${text}"}`),
    apply(`long text of ${what} for anything`, `{"anything":["${text}",{"k":"${text}"}]}`),
    apply(`long text of ${what} for a number`, `{"number":"${text}"}`),
    apply(`long text of ${what} for a vector`, `{"v_float64":"${text}"}`),
    apply(`long text of ${what} as a key`, `{"counts":{"${text}":1}}`),
  ]),
  apply("a long text beside an array", `{"text":"${FLOATS}","v_float64":${VECTOR}}`, AS_BASE64),
  apply("a long text as an unknown field", `{"nope":"${FLOATS}"}`),
];

const PAIR = `{"a":${VECTOR},"b":${VECTOR}}`;

/** Cases for vectoradd. */
export const largeVectors: readonly RequestCase[] = [
  apply("large vectors", PAIR, AS_BASE64),
  apply("large vectors, as lists", PAIR, accepting("application/json")),
  apply("large vectors, compressed", PAIR, accepting("application/json+base64;compression=lz4")),
  post("large vectors, as files", "/apply?run_id=large", `{"inputs":${PAIR}}`, {
    ...accepting("application/json+binref"),
  }),
  apply("large vectors, one as list", `{"a":${VECTOR},"b":${LIST}}`, AS_BASE64),
  apply("large vectors that differ in length", `{"a":${VECTOR},"b":[1]}`),
  apply("large vectors, not accepted", PAIR, accepting("text/html")),
  apply("large vectors in another type", PAIR, { headers: { "content-type": "text/plain" } }),
  post("large vectors for an endpoint that is not there", "/nope", `{"inputs":${PAIR}}`),
  post("a large jacobian", "/jacobian", {
    inputs: { a: new Array(150).fill(0.5), b: new Array(150).fill(1), normalize: true },
    jac_inputs: ["a", "b"],
    jac_outputs: ["result"],
  }, accepting("application/json+base64")),
];
