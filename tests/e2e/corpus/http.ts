/** What HTTP and JSON alone decide: routes, methods, content types, malformed bodies. For vectoradd. @module */

import { post, type RequestCase } from "./request_case.ts";

const WHOLE = '{"inputs":{"a":[1,2],"b":[3,4]}}';

function get(name: string, path: string, rest: Partial<RequestCase> = {}): RequestCase {
  return { name, path, method: "GET", ...rest };
}

const routes: RequestCase[] = [
  get("health", "/health"),
  get("health with a query", "/health?x=1"),
  get("the root", "/"),
  get("an unknown path", "/nope"),
  post("an unknown endpoint", "/appply", WHOLE),
  post("an endpoint the module has not", "/vector_jacobian_product", WHOLE),
  post("test without debug mode", "/test", "{}"),
  get("redoc", "/redoc"),
  get("GET on apply", "/apply"),
  post("POST on health", "/health", "null"),
  post("POST on openapi.json", "/openapi.json", "{}"),
  ...["PUT", "DELETE", "PATCH", "OPTIONS"].flatMap((method) =>
    ["/apply", "/health", "/nope"].map((path) => ({ name: `${method} ${path}`, method, path }))
  ),
  {
    name: "HEAD on health",
    method: "HEAD",
    path: "/health",
    differs: { id: "HEAD", status: 200 },
  },
  { name: "HEAD on apply", method: "HEAD", path: "/apply" },
  post("a slash at the end", "/apply/", WHOLE),
  get("a slash at the end of health", "/health/"),
  get("a slash at the end of nothing", "/nope/"),
  post("capitals", "/Apply", WHOLE),
  post("two slashes", "//apply", WHOLE),
  post("an escaped path", "/%61pply", WHOLE),
];

const contentTypes: RequestCase[] = [
  "application/json; charset=utf-8",
  "APPLICATION/JSON",
  "application/problem+json",
  "text/plain",
  "application/x-www-form-urlencoded",
  "application/octet-stream",
  "nonsense",
].map((type) =>
  post(`content type ${type}`, "/apply", WHOLE, { headers: { "content-type": type } })
);

const bodies: RequestCase[] = [
  ["empty", ""],
  ["blank", "  "],
  ["null", "null"],
  ["an empty object", "{}"],
  ["a list", "[]"],
  ["a number", "5"],
  ["a text", '"inputs"'],
  ["no JSON", "inputs"],
  ["cut in an object", '{"inputs":{"a":[1,2],'],
  ["cut in a text", '{"inputs":{"a":"abc'],
  ["cut in a list", '{"inputs":{"a":[1,2'],
  ["cut in a word", '{"inputs":tru'],
  ["a comma too many", '{"inputs":{"a":[1,2,],"b":[3,4]}}'],
  ["a comma too many in an object", '{"inputs":{"a":[1],},}'],
  ["a colon too few", '{"inputs" {}}'],
  ["single quotes", "{'inputs':{}}"],
  ["a comment", '{"inputs":{} /* none */}'],
  ["text after the end", '{"inputs":{"a":[1],"b":[2]}} x'],
  ["two values", "{}{}"],
  ["a key that is no text", '{1:{"a":[1]}}'],
  ["a line break in a text", '{"inputs":{"a":"x\ny"}}'],
  ["a broken escape", '{"inputs":{"a":"\\x"}}'],
  ["a broken unicode escape", '{"inputs":{"a":"\\u12g4"}}'],
  ["a number with a leading zero", '{"inputs":{"a":[01]}}'],
  ["a number without digits", '{"inputs":{"a":[-]}}'],
  ["a number that ends in a dot", '{"inputs":{"a":[1.]}}'],
  ["an unknown word", '{"inputs":{"a":[nan]}}'],
  ["non-ASCII before the fault", '{"inputs":{"é☃":"ü",}'],
  ["lines before the fault", '{\n  "inputs": {\n    "a": [1,\n  }\n}'],
  ["white space around", ` \r\n\t${WHOLE}\n `],
  ["a byte order mark", `\ufeff${WHOLE}`],
  ["unknown keys beside inputs", '{"inputs":{"a":[1],"b":[2]},"output":1,"x":null}'],
  ["inputs null", '{"inputs":null}'],
  ["inputs a list", '{"inputs":[1,2]}'],
  ["inputs a text", '{"inputs":"a"}'],
  ["inputs empty", '{"inputs":{}}'],
  ["inputs twice", `{"inputs":5,${WHOLE.slice(1)}`],
  ["nested", `{"inputs":${nested(50)}}`],
].map(([what = "", body = ""]) => post(`body: ${what}`, "/apply", body));

function nested(depth: number): string {
  return "[".repeat(depth) + "]".repeat(depth);
}

/** Cases for vectoradd. */
export const http: readonly RequestCase[] = [
  ...routes,
  ...contentTypes,
  ...bodies,
  post("body: deeply nested", "/apply", `{"inputs":${nested(500)}}`, {
    differs: { id: "DEPTH", status: 422, types: ["model_attributes_type"] },
  }),
];
