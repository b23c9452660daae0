/** Ranks, fixed lengths and broadcasting. For the zoo. @module */

import { apply, base64Array, jsonArray, type RequestCase } from "./request_case.ts";

const FIELDS = [
  "any_rank",
  "matrix",
  "rows_of_three",
  "three",
  "one",
  "cube",
  "v_float64",
  "s_float64",
];
const VALUES = [
  "1",
  "[1]",
  "[1,2]",
  "[1,2,3]",
  "[[1]]",
  "[[1,2,3]]",
  "[[1],[2]]",
  "[[1,2,3],[4,5,6]]",
  "[[1,2],[3,4]]",
  "[[[1]]]",
  "[[[1,2,3,4]],[[5,6,7,8]]]",
  "[]",
  "[[]]",
  "[[],[]]",
];

const bare = FIELDS.flatMap((field) =>
  VALUES.map((value) => apply(`${value} for ${field}`, `{"${field}":${value}}`))
);

const encoded = [
  ["matrix", [2, 3], "[1,2,3,4,5,6]"],
  ["matrix", [1, 3], "[1,2,3]"],
  ["matrix", [2, 1], "[1,2]"],
  ["matrix", [1, 1], "[1]"],
  ["matrix", [3, 2], "[1,2,3,4,5,6]"],
  ["matrix", [6], "[1,2,3,4,5,6]"],
  ["matrix", [0, 3], "[]"],
  ["rows_of_three", [0, 3], "[]"],
  ["rows_of_three", [2, 1], "[1,2]"],
  ["rows_of_three", [2, 2], "[1,2,3,4]"],
  ["three", [1], "[7]"],
  ["three", [2], "[1,2]"],
  ["cube", [2, 0, 4], "[]"],
  ["cube", [1, 3, 1], "[1,2,3]"],
  ["cube", [2, 1], "[1,2]"],
  ["any_rank", [], "5"],
  ["any_rank", [0], "[]"],
  ["any_rank", [2, 0, 3], "[]"],
  ["any_rank", [1, 1, 1, 1, 1], "[1]"],
  ["any_rank", [1, 2, 1, 2], "[1,2,3,4]"],
  ["anything_numeric", [0, 2], "[]"],
  ["any_dtype", [2], "[1,2]"],
  ["any_dtype", [1, 2], "[1,2]"],
  ["s_float64", [1], "[1]"],
  ["s_float64", [0], "[]"],
].map(([field, shape, buffer]) => {
  const dtype = field === "three" ? "int32" : field === "cube" ? "int16" : "float64";
  const value = jsonArray(dtype, shape as number[], String(buffer));
  return apply(`encoded [${shape}] for ${field}`, `{"${field}":${value}}`);
});

const inferred = [
  "1",
  "1.0",
  "true",
  "[1,2]",
  "[1,2.0]",
  "[true]",
  "[true,1]",
  "[[1],[2.5]]",
  "[]",
  "[[]]",
  "9223372036854775807",
  "9223372036854775808",
  "18446744073709551615",
  "18446744073709551616",
  "-9223372036854775809",
  "1e400",
  "-0.0",
  "1e5",
  "1E+2",
  "NaN",
].map((value) => apply(`dtype of ${value}`, `{"anything_numeric":${value}}`));

/** Cases for the zoo. */
export const shapes: readonly RequestCase[] = [
  ...bare,
  ...encoded,
  ...inferred,
  apply("several faults at once", '{"matrix":[1],"three":[1,2],"v_int8":[300],"text":5,"nope":1}'),
  apply(
    "two arrays in one response",
    `{"v_float64":${base64Array("float64", [0], "")},"three":[1,2,3]}`,
    { answeredAs: "json+base64" },
  ),
];
