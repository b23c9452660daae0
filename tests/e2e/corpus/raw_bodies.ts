/** Bodies that are no text, or a text in another encoding. For vectoradd. @module */

import { type CaseOptions, post, type RequestCase } from "./request_case.ts";

const WHOLE = '{"inputs":{"a":[1,2],"b":[3,4]}}';

function bytes(...parts: readonly (string | readonly number[])[]): Uint8Array {
  const encoder = new TextEncoder();
  return new Uint8Array(
    parts.flatMap((part) => typeof part === "string" ? [...encoder.encode(part)] : [...part]),
  );
}

/** UTF-16 or UTF-32 of ASCII, as `json.loads` of Python takes it, too. */
function wide(unitBytes: 2 | 4, isLittleEndian: boolean, mark: readonly number[] = []): Uint8Array {
  const units = [...WHOLE].flatMap((letter) => {
    const unit = new Array<number>(unitBytes).fill(0);
    unit[isLittleEndian ? 0 : unitBytes - 1] = letter.charCodeAt(0);
    return unit;
  });
  return new Uint8Array([...mark, ...units]);
}

const BODIES: Readonly<Record<string, Uint8Array>> = {
  "a byte that is never in UTF-8": bytes('{"inputs":{"a":"', [0xff], '"}}'),
  "a letter of UTF-8 that is cut": bytes('{"inputs":{"a":"', [0xc3], '"}}'),
  "a letter of UTF-8 that is too long": bytes('{"inputs":{"a":"', [0xc0, 0xaf], '"}}'),
  "half of a pair in UTF-8": bytes('{"inputs":{"a":"', [0xed, 0xa0, 0x80], '"}}'),
  "no UTF-8 in a key": bytes('{"inputs":{"', [0xfe], '":1}}'),
  "no UTF-8 outside of texts": bytes(WHOLE, [0x80]),
  "only bytes": bytes([0, 1, 2, 3]),
  "zeros after the end": bytes(WHOLE, [0, 0]),
  "a zero in a text": bytes('{"inputs":{"a":"x', [0], '"}}'),
  "a byte order mark alone": bytes([0xef, 0xbb, 0xbf]),
  "a byte order mark and no JSON": bytes([0xef, 0xbb, 0xbf], "x"),
  "UTF-16, little-endian": wide(2, true),
  "UTF-16, big-endian": wide(2, false),
  "UTF-16 with a mark": wide(2, true, [0xff, 0xfe]),
  "UTF-32": wide(4, true),
  "UTF-32 with a mark": wide(4, false, [0, 0, 0xfe, 0xff]),
};

const TEXTS: Readonly<Record<string, string>> = {
  "half of a pair, escaped": '{"inputs":{"a":"\\ud800","b":[1]}}',
  "half of a pair in a key": '{"inputs":{"\\udc00":1}}',
  "a pair, escaped": '{"inputs":{"a":"\\ud83d\\ude00","b":[1]}}',
  "zero, escaped": '{"inputs":{"a":"\\u0000","b":[1]}}',
  "a line separator": '{"inputs":{"a":"\u2028","b":[1]}}',
  "an integer of 5,000 digits": `{"inputs":{"a":[1],"b":[1],"s":${"9".repeat(5_000)}}}`,
  "a fraction of 5,000 digits": `{"inputs":{"a":[1],"b":[1],"s":0.${"9".repeat(5_000)}}}`,
  "an exponent too large": '{"inputs":{"a":[1e999],"b":[1]}}',
  "a negative zero": '{"inputs":{"a":[-0.0],"b":[-0]}}',
  "NaN for a number": '{"inputs":{"a":[NaN],"b":[Infinity],"s":-Infinity}}',
  "NaN for the whole": "NaN",
  "the body twice": WHOLE + WHOLE,
  "keys with unusual names": '{"inputs":{"a":[1],"b":[1],"":1,"a.b":2,"ü":3," ":4}}',
  "an empty list for inputs": '{"inputs":[]}',
  "a very long key": `{"inputs":{"${"k".repeat(100_000)}":1}}`,
  "many keys": `{"inputs":{${Array.from({ length: 2_000 }, (_, k) => `"k${k}":${k}`).join()}}}`,
};

const HALF = { id: "TEXT", status: 422 } as const;
const UNTYPED = "TYPE";

const INTENDED: Readonly<Record<string, CaseOptions>> = {
  "half of a pair in UTF-8": { differs: HALF },
  "half of a pair, escaped": { differs: { ...HALF, types: ["array_non_numeric"] } },
  "half of a pair in a key": { differs: { ...HALF, types: ["string_unicode"] } },
  "NaN for the whole": { differs: { id: "D3", status: 422, types: ["model_attributes_type"] } },
};

const LONG_TEXT = "x".repeat(100_000);
const NO_JSON = { id: "LONG", status: 422, types: ["json_invalid"] } as const;

const long: RequestCase[] = [
  post("long body: cut in a text", "/apply", `{"inputs":{"a":"${LONG_TEXT}`),
  post("long body: cut after a text", "/apply", `{"inputs":{"a":"${LONG_TEXT}"`),
  post("long body: a fault after base64", "/apply", `{"inputs":{"a":"${"A".repeat(100_000)}",}}`),
  post("long body: a fault after a text", "/apply", `{"inputs":{"é":"${LONG_TEXT}é",}}`),
  post("long body: no JSON", "/apply", LONG_TEXT),
  post("long body: a mark of byte order", "/apply", `\ufeff{"inputs":{"a":"${LONG_TEXT}"}}`),
  post("long body: no UTF-8", "/apply", bytes('{"inputs":{"a":"', LONG_TEXT, [0xff], 'text"}}'), {
    differs: NO_JSON,
  }),
  post("long body: no UTF-8 outside of texts", "/apply", bytes(`{"${LONG_TEXT}":1}`, [0x80]), {
    differs: NO_JSON,
  }),
];

/** Cases for vectoradd. */
export const rawBodies: readonly RequestCase[] = [
  ...Object.entries({ ...BODIES, ...TEXTS }).map(([what, body]) =>
    post(`body: ${what}`, "/apply", body, INTENDED[what])
  ),
  ...long,
  ...Object.entries(BODIES).slice(0, 4).map(([what, body]) =>
    post(`jacobian, body: ${what}`, "/jacobian", body, INTENDED[what])
  ),
  { name: "no body and no length", path: "/apply" },
  { name: "no body for a gradient", path: "/jacobian" },
  post("no content type", "/apply", WHOLE, { headers: {}, differs: { id: UNTYPED, status: 200 } }),
  post("no content type and no JSON", "/apply", "x", {
    headers: {},
    differs: { id: UNTYPED, status: 422, types: ["json_invalid"] },
  }),
  post("two content types", "/apply", WHOLE, {
    headers: { "content-type": "text/plain, application/json" },
  }),
  post("another content type and no UTF-8", "/apply", bytes([0xff, 0xfe]), {
    headers: { "content-type": "text/plain" },
    differs: { id: "TEXT", status: 422, types: ["model_attributes_type"] },
  }),
  post("another content type and a long body", "/apply", "x".repeat(100_000), {
    headers: { "content-type": "text/plain" },
  }),
];
