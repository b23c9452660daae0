import assert from "node:assert/strict";
import { BodyReader } from "../../../runtime/payload/body_reader.ts";
import { rawJson } from "./raw_json.ts";

function parse(text: string): unknown {
  const reader = new BodyReader({ exact: true });
  reader.write(new TextEncoder().encode(text));
  return reader.end();
}

Deno.test("rawJson() gives back what the exact parser read", () => {
  for (
    const text of [
      '{"a":[1,1.0,-0.0,1e+300,123456789012345678901234567890],"b \\"q\\"":null}',
      '[NaN,Infinity,-Infinity,true,false,"ü\\n"]',
      "{}",
      `"${"x".repeat(100_000)}"`,
    ]
  ) assert.equal(rawJson(parse(text)), text);
});
