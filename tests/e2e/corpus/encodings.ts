/** Envelopes and buffers, whole and broken. For the zoo, with the files of `INPUT_FILES`. @module */

import {
  apply,
  base64Array,
  binrefArray,
  envelope,
  jsonArray,
  type RequestCase,
} from "./request_case.ts";

/** Files that the cases expect in the servers' input folder: path and float64 values. */
export const INPUT_FILES: Readonly<Record<string, readonly number[]>> = {
  "three.bin": [1.5, 2.5, 3.5],
  "folder/two.bin": [10, 20],
  "empty.bin": [],
  "with space.bin": [7],
};

const AS_BASE64 = { answeredAs: "json+base64" } as const;
const AS_BINREF = { answeredAs: "json+binref" } as const;
const POLICY = { id: "D4", status: 422, types: ["array_decode_error"] } as const;
const TWO = "AAAAAAAA+D8AAAAAAAAEQA==";

function vector(
  name: string,
  value: string,
  options: Parameters<typeof apply>[2] = {},
): RequestCase {
  return apply(name, `{"v_float64":${value}}`, options);
}

const base64: RequestCase[] = [
  vector("base64", base64Array("float64", [2], TWO), AS_BASE64),
  vector("base64 of nothing", base64Array("float64", [0], ""), AS_BASE64),
  ...[
    ["a character outside the alphabet", "AAAA*AAA+D8AAAAAAAAEQA=="],
    ["a dash", "AAAAAAAA-D8AAAAAAAAEQA=="],
    ["a line break", "AAAAAAAA+D8A\\nAAAAAAAEQA=="],
    ["a blank", "AAAAAAAA +D8AAAAAAAAEQA=="],
    ["no padding", "AAAAAAAA+D8AAAAAAAAEQA"],
    ["too little padding", "AAAAAAAA+D8AAAAAAAAEQA="],
    ["too much padding", "AAAAAAAA+D8AAAAAAAAEQA==="],
    ["padding in the middle", "AAAAAAAA+D8=AAAAAAAEQA=="],
    ["cut", "AAAAAAAA+D8AAAA"],
    ["too few bytes", "AAAAAAAA+D8="],
    ["bytes of no whole element", "AAAA"],
    ["too many bytes", "AAAAAAAA+D8AAAAAAAAEQAAAAAAAAARA"],
    ["nothing for two elements", ""],
    ["non-ASCII", "AAAAAAAA+D8AAAAAAAAEQé=="],
  ].map(([what, text = ""]) => vector(`base64 with ${what}`, base64Array("float64", [2], text))),
  vector(
    "spare bits before the padding",
    base64Array("float64", [2], "AAAAAAAA+D8AAAAAAAAEQB=="),
    AS_BASE64,
  ),
  vector(
    "base64, compression null",
    envelope("float64", "[2]", `{"buffer":"${TWO}","encoding":"base64","compression":null}`),
    AS_BASE64,
  ),
  vector(
    "base64, compression unknown",
    envelope("float64", "[2]", `{"buffer":"${TWO}","encoding":"base64","compression":"zip"}`),
  ),
  vector(
    "base64, buffer is a list",
    envelope("float64", "[2]", '{"buffer":[1,2],"encoding":"base64"}'),
  ),
];

/** Frames written by python-lz4 4.4.5: 1.5 and 2.5; block and content checksums; not compressible. */
const FRAMES = {
  plain: "BCJNGGhAEAAAAAAAAABlDwAAABEAAQCgCEAAAAAAAAAeQAAAAAA=",
};

const lz4: RequestCase[] = [
  vector("lz4", lz4Array([2], FRAMES.plain), AS_BASE64),
  vector("lz4 of another size", lz4Array([3], FRAMES.plain)),
  vector("lz4 that is cut", lz4Array([2], "BCJNGGhAEAAAAAAAAABlDwAAABEAAQA=")),
  vector("lz4 that is none", lz4Array([2], TWO)),
  vector("lz4 of nothing", lz4Array([2], "")),
  vector(
    "lz4 over json",
    envelope("float64", "[2]", '{"buffer":[1,2],"encoding":"json","compression":"lz4"}'),
  ),
];

function lz4Array(shape: number[], buffer: string): string {
  const data = `{"buffer":"${buffer}","encoding":"base64","compression":"lz4"}`;
  return envelope("float64", JSON.stringify(shape), data);
}

const json: RequestCase[] = [
  vector("json", jsonArray("float64", [2], "[1,2.5]")),
  vector(
    "json, compression null",
    envelope("float64", "[2]", '{"buffer":[1,2],"encoding":"json","compression":null}'),
  ),
  vector("json of nothing", jsonArray("float64", [0], "[]")),
  vector("json, too few", jsonArray("float64", [3], "[1,2]")),
  vector("json, too many", jsonArray("float64", [1], "[1,2]")),
  vector("json, nested more than its shape", jsonArray("float64", [2], "[[1],[2]]")),
  vector("json, a bare number", jsonArray("float64", [1], "5")),
  vector("json, ragged", jsonArray("float64", [3], "[[1,2],[3]]")),
  vector("json, an object", jsonArray("float64", [1], '{"a":1}')),
  vector("json, text", jsonArray("float64", [1], '"1"')),
  vector("json, texts", jsonArray("float64", [3], '["1.5","nan","-inf"]')),
  vector("json, null", jsonArray("float64", [2], "[null,1]")),
  vector("json, NaN", jsonArray("float64", [3], "[NaN,Infinity,-Infinity]")),
  apply("json matrix, flat", `{"matrix":${jsonArray("float64", [2, 3], "[1,2,3,4,5,6]")}}`),
  apply("json matrix, nested", `{"matrix":${jsonArray("float64", [2, 3], "[[1,2,3],[4,5,6]]")}}`),
  apply(
    "json matrix, transposed",
    `{"matrix":${jsonArray("float64", [2, 3], "[[1,2],[3,4],[5,6]]")}}`,
  ),
  apply("json scalar", `{"s_float64":${jsonArray("float64", [], "1.5")}}`),
  apply("json scalar in a list", `{"s_float64":${jsonArray("float64", [], "[1.5]")}}`),
  apply("json complex", `{"v_complex64":${jsonArray("complex64", [3], '["1+2j","-0.5j","3"]')}}`),
  apply("json complex, broken", `{"v_complex64":${jsonArray("complex64", [1], '["1+2i"]')}}`),
  apply("json complex scalar", `{"s_complex128":${jsonArray("complex128", [], '"1.5-2j"')}}`),
];

const binref: RequestCase[] = [
  vector("binref", binrefArray("float64", [3], "three.bin:0"), AS_BINREF),
  vector("binref without offset", binrefArray("float64", [3], "three.bin"), AS_BINREF),
  vector("binref at an offset", binrefArray("float64", [2], "three.bin:8"), AS_BINREF),
  vector("binref, third number ignored", binrefArray("float64", [1], "three.bin:8:3"), AS_BINREF),
  vector("binref in a folder", binrefArray("float64", [2], "folder/two.bin:0"), AS_BINREF),
  vector("binref, dots inside", binrefArray("float64", [3], "folder/../three.bin:0"), AS_BINREF),
  vector("binref with a space", binrefArray("float64", [1], "with space.bin:0"), AS_BINREF),
  vector("binref of nothing", binrefArray("float64", [0], "empty.bin:0"), AS_BINREF),
  vector("binref of nothing, no file", binrefArray("float64", [0], "none.bin:0")),
  vector("binref, no file", binrefArray("float64", [1], "none.bin:0")),
  vector("binref, a folder", binrefArray("float64", [1], "folder:0")),
  vector("binref, file too short", binrefArray("float64", [4], "three.bin:0")),
  vector("binref, offset after the end", binrefArray("float64", [1], "three.bin:400")),
  vector("binref, empty path", binrefArray("float64", [1], "")),
  vector("binref above the input folder", binrefArray("uint8", [1], "../outside.bin:0"), {
    differs: POLICY,
  }),
  vector("binref, absolute", binrefArray("uint8", [1], "/etc/hostname:0"), { differs: POLICY }),
  vector("binref, file URL", binrefArray("uint8", [1], "file:///etc/hostname:0"), {
    differs: POLICY,
  }),
  vector("binref, a link that leads outside", binrefArray("uint8", [1], "link.bin:0"), {
    differs: POLICY,
  }),
  vector("binref, a link and a line break", binrefArray("uint8", [1], "link.bin:0\\n")),
  vector(
    "binref, another name for local files",
    binrefArray("uint8", [1], "local:///etc/hostname"),
    {
      differs: POLICY,
    },
  ),
  vector(
    "binref, a chain of addresses",
    binrefArray("uint8", [1], "simplecache::file:///etc/hostname"),
    {
      differs: POLICY,
    },
  ),
  vector(
    "binref, buffer is a number",
    envelope("float64", "[1]", '{"buffer":5,"encoding":"binref"}'),
  ),
];

const DATA = '{"buffer":[1,2],"encoding":"json"}';

const envelopes: RequestCase[] = [
  vector("no object_type", `{"shape":[2],"dtype":"float64","data":${DATA}}`),
  vector(
    "keys in another order",
    `{"data":${DATA},"dtype":"float64","shape":[2],"object_type":"array"}`,
  ),
  ...Object.entries({
    "another object_type": `{"object_type":"list","shape":[2],"dtype":"float64","data":${DATA}}`,
    "no shape": `{"object_type":"array","dtype":"float64","data":${DATA}}`,
    "no dtype": `{"object_type":"array","shape":[2],"data":${DATA}}`,
    "no data": '{"object_type":"array","shape":[2],"dtype":"float64"}',
    "data is a list": '{"shape":[2],"dtype":"float64","data":[1,2]}',
    "an unknown key": `{"shape":[2],"dtype":"float64","data":${DATA},"strides":[8]}`,
    "an unknown key in data":
      '{"shape":[2],"dtype":"float64","data":{"buffer":[1,2],"encoding":"json","x":1}}',
    "an unknown encoding":
      '{"shape":[2],"dtype":"float64","data":{"buffer":[1,2],"encoding":"msgpack"}}',
    "the old encoding raw":
      '{"shape":[2],"dtype":"float64","data":{"buffer":[1,2],"encoding":"raw"}}',
    "no encoding": '{"shape":[2],"dtype":"float64","data":{"buffer":[1,2]}}',
    "no buffer": '{"shape":[2],"dtype":"float64","data":{"encoding":"json"}}',
    "an unknown dtype": `{"shape":[2],"dtype":"float128","data":${DATA}}`,
    "a dtype in capitals": `{"shape":[2],"dtype":"Float64","data":${DATA}}`,
    "a dtype with byte order": `{"shape":[2],"dtype":"<f8","data":${DATA}}`,
    "shape is a number": `{"shape":2,"dtype":"float64","data":${DATA}}`,
    "a negative length": `{"shape":[-2],"dtype":"float64","data":${DATA}}`,
    "a fractional length": `{"shape":[2.5],"dtype":"float64","data":${DATA}}`,
    "another rank": `{"shape":[2,1],"dtype":"float64","data":${DATA}}`,
    "an empty object": "{}",
    "an unrelated object": '{"a":1}',
  }).map(([what, value]) => vector(`envelope: ${what}`, value)),
  ...Object.entries({
    "text": '"abc"',
    "a numeric text": '"1"',
    "null": "null",
    "true": "true",
    "nested objects": '[{"a":1}]',
    "mixed with text": '[1,"a"]',
  }).map(([what, value]) => vector(`not an array: ${what}`, value)),
  vector("length as integral float", `{"shape":[2.0],"dtype":"float64","data":${DATA}}`),
  vector("length as text", `{"shape":["2"],"dtype":"float64","data":${DATA}}`),
  vector(
    "length true",
    '{"shape":[true],"dtype":"float64","data":{"buffer":[1],"encoding":"json"}}',
  ),
  vector("cuda_ipc", envelope("float64", "[2]", '{"buffer":"x:y:0:16","encoding":"cuda_ipc"}')),
];

/** Cases for the zoo. */
export const encodings: readonly RequestCase[] = [
  ...base64,
  ...lz4,
  ...json,
  ...binref,
  ...envelopes,
];
