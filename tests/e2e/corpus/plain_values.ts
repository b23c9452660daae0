/** Values that are no arrays: lax conversions, constraints, containers. For the zoo. @module */

// deno-lint-ignore-file camelcase -- the names on the wire

import { apply, type CaseOptions, type RequestCase } from "./request_case.ts";

const VALUES: Readonly<Record<string, readonly string[]>> = {
  text: ['"a"', '""', '"é ☃ \\u0000 \\ud83d\\ude00"', "1", "true", "null", '["a"]', '"a/b\\"\\\\"'],
  short_text: ['"ab"', '"a"', '"abcdef"', '"☃☃"', '"😀"', "5"],
  code: ['"abc"', '"aB"', '""'],
  integer: [
    "1",
    "-5",
    "1.0",
    "1.5",
    '"2"',
    '" 2 "',
    '"2.0"',
    '"2.5"',
    '"x"',
    "true",
    "null",
    "[1]",
    "1e3",
    "9007199254740991",
    "NaN",
    '"1_000"',
    '""',
  ],
  bounded: ["0", "10", "-1", "11", '"11"', "10.0", "10.5"],
  number: [
    "1",
    "1.0",
    "1.5",
    "-0.0",
    '"1.5"',
    '"x"',
    "true",
    "null",
    "1e400",
    "NaN",
    "Infinity",
    '"nan"',
    "123456789012345678901",
    "[1]",
    '"1e5"',
  ],
  positive: ["0.1", "0", "-1", "1", '"-1"'],
  below_one: ["0.5", "1", "2"],
  quarter: ["0.5", "0.3", "1"],
  flag: [
    "true",
    "false",
    "1",
    "0",
    "2",
    '"yes"',
    '"off"',
    '"True"',
    '"maybe"',
    "1.0",
    "0.5",
    "null",
    "[]",
  ],
  choice: ['"red"', '"RED"', "1", "null", '""'],
  level: ["1", "2", "3", "1.0", '"1"', "true"],
  nothing_or_number: ["null", "1", '"x"', "1.5"],
  nullable_vector: ["null", "[1]", "[[1]]", '"x"'],
  integer_or_text: ["1", '"a"', '"1"', "1.5", "2.0", "true", "null", "[]"],
  vector_or_text: ["[1]", '"a"'],
  anything: [
    "1",
    "1.0",
    '"a"',
    "null",
    "[1,2.0,null]",
    '{"a":{"b":[true]}}',
    "9007199254740993",
    "1e5",
    "-0.0",
  ],
  numbers: ["[]", "[1,2.5]", '["1"]', "[1,null]", "5", '"1"', "{}", "null"],
  some_words: ['["a"]', "[]", '["a","b","c","d"]', '["a",1]', '[1,"b",2]'],
  counts: ["{}", '{"a":1}', '{"a":"x","b":1.5}', "[]", '{"":1,"ü.x":2}', "null"],
  pair: ['[1,"a"]', "[1]", '[1,"a",2]', '["x",1]', "{}", "[]"],
  leaf: [
    '{"name":"a"}',
    '{"name":"a","weight":2,"data":[1]}',
    "{}",
    '{"name":1,"x":2}',
    "[]",
    '"a"',
    "null",
    '{"name":"a","data":[[1]]}',
    '{"weight":"x","name":"a"}',
  ],
  leaves: [
    "[]",
    '[{"name":"a"},{"name":"b","data":[1,2]}]',
    '[{"name":"a"},{}]',
    '{"0":{"name":"a"}}',
    '[{"name":"a","data":"x"},5]',
  ],
  leaves_by_name: ["{}", '{"k":{"name":"a","data":[1]}}', '{"k":{},"l":5}'],
  vectors: ["[]", "[[1],[2,3]]", "[[1],[[2]]]", "[1]", "5"],
  vectors_by_name: ["{}", '{"a":[1],"b.c":[2]}', '{"a":[1.5]}', '{"a":"x"}'],
  loose: [
    '{"known":1}',
    '{"known":1,"other":[1.0,"a"],"more":null}',
    "{}",
    '{"known":"x","other":1}',
  ],
};

const ONE_KIND = { id: "NUMBER", status: 200 } as const;

const INTENDED: Readonly<Record<string, CaseOptions>> = {
  "integer: NaN": { differs: { id: "D3", status: 422, types: ["finite_number"] } },
  "level: true": { differs: { id: "PYTHON", status: 422, types: ["literal_error"] } },
  "anything: 1.0": { differs: ONE_KIND },
  "anything: [1,2.0,null]": { differs: ONE_KIND },
  "anything: 1e5": { differs: ONE_KIND },
  "anything: -0.0": { differs: ONE_KIND },
  'loose: {"known":1,"other":[1.0,"a"],"more":null}': { differs: ONE_KIND },
};

const BY_FIELD = Object.entries(VALUES).flatMap(([field, values]) =>
  values.map((value) =>
    apply(`${field}: ${value}`, `{"${field}":${value}}`, INTENDED[`${field}: ${value}`])
  )
);

/** Cases for the zoo. */
export const plainValues: readonly RequestCase[] = [
  ...BY_FIELD,
  apply("no inputs at all", "{}"),
  apply("unknown fields", '{"nope":1,"nor":{"a":[1]}}'),
  apply("a field named __proto__", '{"__proto__":{"text":"a"}}'),
  apply("a field named constructor", '{"constructor":1}'),
  apply("the same field twice", '{"integer":1,"integer":2}'),
  apply(
    "errors in order of the schema",
    '{"zzz":1,"integer":"x","text":5,"leaf":{"bad":1},"v_int8":["a"]}',
  ),
  apply("NaN in a faulty array", '{"matrix":[NaN]}', {
    differs: { id: "D3", status: 422, types: ["array_dimensionality_mismatch"] },
  }),
  apply("infinity in a faulty text", '{"text":-Infinity}', {
    differs: { id: "D3", status: 422, types: ["string_type"] },
  }),
  apply("the module throws", '{"fail":"on purpose"}'),
  apply("the module gives a wrong result", '{"fail":"wrong result"}'),
];
