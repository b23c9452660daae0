/** Which encoding an answer comes in. For vectoradd. @module */

import { apply, base64Array, post, type RequestCase } from "./request_case.ts";

const BARE = '{"a":[1,2.5],"b":[0,0]}';
const ENCODED = base64Array("float64", [2], "AAAAAAAA+D8AAAAAAAAEQA==");
const BASE64 = `{"a":${ENCODED},"b":${ENCODED}}`;

const PREFERENCES = [
  "",
  "*/*",
  "application/*",
  "application/json",
  "application/json+base64",
  "application/json+binref",
  "APPLICATION/JSON+BASE64",
  "json+base64",
  "text/json",
  "text/json+base64",
  "application/json; charset=utf-8",
  "application/json+base64;charset=utf-8;q=0.3",
  "text/html",
  "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
  "application/json, text/plain, */*",
  "application/xml",
  "text/*",
  "application/msgpack",
  "application/json+raw",
  "application/json;q=0.1, application/json+base64;q=0.9",
  "application/json+base64;q=0.5, application/json",
  "application/json+base64, application/json",
  "text/html, application/json+base64;q=0.2",
  "application/json+base64;q=x, application/json;q=0.1",
  "application/json+base64;q=2",
  "application/json;compression=lz4",
  "application/json+base64;compression=lz4",
  "application/json+base64; compression=none",
  'application/json+base64; compression="lz4"',
  "application/json+base64;compression=zip",
  "application/json+base64;compression=zip, application/json",
  "application/json+base64; gpu_transport=none",
  "application/json+base64; gpu_transport=none; compression=lz4",
  "application/json+base64; gpu_transport=cuda_ipc",
  "application/json; GPU_TRANSPORT=NONE",
  "application/*; gpu_transport=none",
  "*/*; gpu_transport=none; compression=lz4",
  "application/*; gpu_transport=cuda_ipc, application/json",
  ",",
  ";",
  "application/",
  "nonsense",
];

/** Ranges that state no format, so that an answer to encoded arrays follows them. */
const NO_PREFERENCE = new Set([
  "",
  "*/*",
  "application/*",
  "application/*; gpu_transport=none",
  "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
]);

function withAccept(accept: string): Readonly<Record<string, string>> {
  return { "content-type": "application/json", accept };
}

const lists = PREFERENCES.map((accept) =>
  apply(`accept "${accept}"`, BARE, { headers: withAccept(accept) })
);

const encoded = PREFERENCES.filter((accept) => !accept.includes("compression=")).map((accept) =>
  apply(`accept "${accept}" with arrays in base64`, BASE64, {
    headers: withAccept(accept),
    ...(NO_PREFERENCE.has(accept) ? { answeredAs: "json+base64" as const } : {}),
  })
);

/** Cases for vectoradd. */
export const negotiation: readonly RequestCase[] = [
  ...lists,
  ...encoded,
  apply("no accept", BARE),
  apply("no accept with arrays in base64", BASE64, { answeredAs: "json+base64" }),
  apply("one array of two in base64", `{"a":${ENCODED},"b":[1,2]}`, { answeredAs: "json+base64" }),
  apply("a refused input and a refused accept", '{"a":[1]}', { headers: withAccept("text/html") }),
  apply("q=0 is a refusal", BARE, {
    headers: withAccept("application/json+base64;q=0, application/json"),
  }),
  apply("q=0 alone is a refusal", BARE, {
    headers: withAccept("application/json;q=0"),
    differs: { id: "D1", status: 406 },
  }),
  post("health ignores accept", "/abstract_eval", {
    inputs: { a: { shape: [2], dtype: "float64" }, b: { shape: [2], dtype: "float64" } },
  }, { headers: withAccept("text/html") }),
  post("jacobian in base64", "/jacobian", {
    inputs: { a: [1, 2], b: [0, 0] },
    jac_inputs: ["a"],
    jac_outputs: ["result"],
  }, { headers: withAccept("application/json+base64") }),
  post("jacobian as files", "/jacobian?run_id=files", {
    inputs: { a: [1, 2], b: [0, 0] },
    jac_inputs: ["a"],
    jac_outputs: ["result"],
  }, { headers: withAccept("application/json+binref") }),
  apply("run id and files", BARE, { headers: withAccept("application/json+binref") }),
  ...runIds(),
];

function runIds(): RequestCase[] {
  const files = withAccept("application/json+binref");
  const refused = { id: "D2", status: 422 } as const;
  const body = `{"inputs":${BARE}}`;
  return [
    post("run id", "/apply?run_id=first", body, { headers: files }),
    post("run id again", "/apply?run_id=first", body, { headers: files }),
    post("run id empty", "/apply?run_id=", body, { headers: files }),
    post("run id with a blank", "/apply?run_id=a%20b", body, { headers: files }),
    post("run id not ASCII", "/apply?run_id=%C3%A9", body, { headers: files }),
    post("run id for another endpoint", "/health?run_id=../x", "null", {}),
    post("run id with a slash", "/apply?run_id=a/b", body, { headers: files, differs: refused }),
    post("run id that climbs", "/apply?run_id=x/../../y", body, {
      headers: files,
      differs: refused,
    }),
    post("another query", "/apply?job_id=5&x=y", body),
  ];
}
