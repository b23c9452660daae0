/** How answers and errors spell what came in. For the zoo in Python. @module */

import { apply, post, type RequestCase } from "./request_case.ts";

const NUMBERS = [
  "1e16",
  "1e22",
  "1e-7",
  "5e-324",
  "1.7976931348623157e308",
  "123456789012345680.0",
  "0.1",
  "-0.0",
  "1.0",
  "100000.0",
  "12345678.9",
  "9223372036854775808",
  "18446744073709551616",
  "-9223372036854775809",
  "123456789012345678901234567890",
];
const TEXTS = ['"é☃😀"', '"\\u2028\\u0000\\u007f"', '"<>&/\\\\"', '"\\ud83d\\ude00"'];
const TREES = ['{"a":[1,2.0,null,true],"ü":{"":{}}}', "[[],{},[[]]]", '{"_sa":0.5}'];

const values = [...NUMBERS, ...TEXTS, ...TREES];

const inErrors = values.map((value) => apply(`an error about ${value}`, `{"leaf":${value}}`));
const inResults = values.map((value) => apply(`${value} given back`, `{"anything":${value}}`));
const inShapes = values.map((value) =>
  post(`${value} given back by abstract_eval`, "/abstract_eval", `{"inputs":{"anything":${value}}}`)
);

/** Cases for the zoo. */
export const echoes: readonly RequestCase[] = [
  ...inErrors.filter(({ body }) => !String(body).includes("_sa")),
  ...inResults,
  ...inShapes,
  apply("infinity given back", '{"anything":[Infinity,-Infinity,NaN]}'),
  apply("infinity in a number given back", '{"number":Infinity}'),
  post("infinity given back by abstract_eval", "/abstract_eval", '{"inputs":{"number":Infinity}}'),
  post("NaN in anything for abstract_eval", "/abstract_eval", '{"inputs":{"anything":[NaN,1]}}'),
  apply("half of a pair given back", '{"text":"\\ud800"}'),
  apply("NaN in an error about a tree", '{"leaf":[{"a":[NaN]},NaN]}', {
    differs: { id: "D3", status: 422, types: ["model_attributes_type"] },
  }),
];
