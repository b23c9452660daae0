/** Which dtype fits into which, and what happens to values that do not fit. For the zoo. @module */

import { DTYPE_NAMES, INTEGER_LIMITS, ONE_AND_ZERO } from "./dtypes.ts";
import {
  apply,
  base64Array,
  type CaseOptions,
  jsonArray,
  type RequestCase,
} from "./request_case.ts";

const AS_BASE64 = { answeredAs: "json+base64" } as const;

/** Bare values, whose dtype is inferred, by what they are. */
const BARE = {
  integers: "[1,0]",
  negative: "[-1]",
  fractions: "[1.5,-0.25]",
  "integral floats": "[2.0]",
  booleans: "[true,false]",
  "booleans and integers": "[true,2]",
  "booleans and floats": "[false,0.5]",
  300: "[300]",
  70000: "[70000]",
  "2 to the 40": "[1099511627776]",
  "2 to the 63": "[9223372036854775808]",
  "beyond 64 bits": "[18446744073709551616]",
  "over and under 2 to the 63": "[9223372036854775808,1]",
  "over 2 to the 63 and negative": "[9223372036854775808,-1]",
  1e30: "[1e30]",
  1e300: "[1e300]",
  text: '["1"]',
  null: "[null]",
  ragged: "[[1,2],[3]]",
  empty: "[]",
};

const bare = DTYPE_NAMES.flatMap((target) =>
  Object.entries(BARE).map(([what, value]) =>
    apply(`bare ${what} as ${target}`, `{"v_${target}":${value}}`)
  )
);

const matrix = DTYPE_NAMES.flatMap((source) =>
  DTYPE_NAMES.map((target) =>
    apply(
      `${source} in base64 as ${target}`,
      `{"v_${target}":${base64Array(source, [2], ONE_AND_ZERO[source])}}`,
      AS_BASE64,
    )
  )
);

const limits = Object.entries(INTEGER_LIMITS).flatMap(([dtype, [least, most]]) => {
  const under = String(BigInt(least) - 1n);
  const over = String(BigInt(most) + 1n);
  const one = [1];
  const exact: CaseOptions = dtype === "uint64" ? { differs: { id: "EXACT", status: 200 } } : {};
  return [
    apply(`limits of ${dtype}, bare`, `{"v_${dtype}":[${least},${most}]}`),
    apply(
      `limits of ${dtype} in json`,
      `{"v_${dtype}":${jsonArray(dtype, [2], `[${least},${most}]`)}}`,
      exact,
    ),
    apply(
      `limits of ${dtype} as any dtype`,
      `{"any_dtype":${jsonArray(dtype, [2], `[${least},${most}]`)}}`,
      exact,
    ),
    apply(`limits of ${dtype}, bare scalars`, `{"s_${dtype}":${most}}`),
    apply(`under ${dtype}, bare`, `{"v_${dtype}":[${under}]}`),
    apply(`over ${dtype}, bare`, `{"v_${dtype}":[${over}]}`),
    apply(`under ${dtype} in json`, `{"v_${dtype}":${jsonArray(dtype, one, `[${under}]`)}}`),
    apply(`over ${dtype} in json`, `{"v_${dtype}":${jsonArray(dtype, one, `[${over}]`)}}`),
    apply(`over ${dtype} as scalar`, `{"s_${dtype}":${over}}`),
  ];
});

const floats: RequestCase[] = [
  ["largest float16", "v_float16", "[65504]"],
  ["rounds to the largest float16", "v_float16", "[65519]"],
  ["over float16", "v_float16", "[65520]"],
  ["over float16, negative", "v_float16", "[1,-100000.5]"],
  ["under float16", "v_float16", "[1e-10]"],
  ["over float32", "v_float32", "[1e39]"],
  ["float32 digits", "v_float32", "[1.1,3.4028234e38,1e-45]"],
  ["float16 digits", "v_float16", "[1.1,0.1,6e-8]"],
  ["float64 digits", "v_float64", "[0.1,1e16,1e22,1e-7,123456789012345680,5e-324]"],
  ["negative zero", "v_float64", "[-0.0]"],
  ["over complex64", "v_complex64", "[1e39]"],
  ["integers beyond 2^53 as float64", "v_float64", "[9007199254740993]"],
  ["integers as float16", "v_float16", "[2049]"],
].map(([name = "", field, value]) => apply(name, `{"${field}":${value}}`));

const special = ["float16", "float32", "float64", "complex64", "complex128"].flatMap((dtype) => [
  apply(`NaN and infinities as ${dtype}`, `{"v_${dtype}":[NaN,Infinity,-Infinity]}`),
  apply(`NaN as scalar ${dtype}`, `{"s_${dtype}":NaN}`),
]);

const json = DTYPE_NAMES.flatMap((dtype) =>
  [
    "[1,0]",
    "[true,false]",
    "[1.0,0.0]",
    "[1.5,0]",
    "[null,1]",
    '["1","0"]',
    '["1+2j","0"]',
    '["a","b"]',
  ]
    .map((buffer) =>
      apply(`${buffer} as ${dtype} in json`, `{"v_${dtype}":${jsonArray(dtype, [2], buffer)}}`)
    )
);

/** Cases for the zoo. */
export const casting: readonly RequestCase[] = [
  ...bare,
  ...matrix,
  ...limits,
  ...floats,
  ...special,
  ...json,
];
