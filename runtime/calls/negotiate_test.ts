import assert from "node:assert/strict";
import { negotiate, type ResponseEncoding } from "./negotiate.ts";

const JSON_PLAIN: ResponseEncoding = { format: "json", compression: null };

function chosen(accept: string | null, preferred = JSON_PLAIN): string {
  const result = negotiate(accept, preferred);
  if ("refusal" in result) return "refused";
  return `${result.encoding.format} ${result.encoding.compression ?? "none"}`;
}

Deno.test("negotiate() gives what is preferred when the header leaves it open", () => {
  const preferred: ResponseEncoding = { format: "json+base64", compression: "lz4" };
  for (const accept of [null, "", "*/*", "application/*", "text/html, */*;q=0.8"]) {
    assert.equal(chosen(accept, preferred), "json+base64 lz4", String(accept));
  }
});

Deno.test("negotiate() takes the first available range by falling quality", () => {
  const table: [string, string][] = [
    ["application/json+base64", "json+base64 none"],
    ["Application/JSON+Base64", "json+base64 none"],
    ["json+binref", "json+binref none"],
    ["text/json", "json none"],
    ["application/json+base64; gpu_transport=none; compression=lz4", "json+base64 lz4"],
    ['application/json+base64; compression="lz4"; charset=utf-8', "json+base64 lz4"],
    ["application/json;q=0.5, application/json+base64", "json+base64 none"],
    ["application/json;q=what, application/json+base64;q=0.1", "json+base64 none"],
    ["text/html, application/json+binref;q=0.2", "json+binref none"],
    ["application/json+base64; gpu_transport=cuda_ipc, application/json", "json none"],
    ["application/json+base64; compression=zstd", "refused"],
    ["application/*; gpu_transport=cuda_ipc", "refused"],
    ["text/html", "refused"],
    [",", "refused"],
  ];
  for (const [accept, expected] of table) assert.equal(chosen(accept), expected, accept);
});

Deno.test("negotiate() honours q=0 as a refusal", () => {
  assert.equal(chosen("application/json;q=0"), "refused");
  assert.equal(chosen("application/json;q=0, */*"), "json+base64 none");
  assert.equal(chosen("application/json+base64, */*;q=0"), "json+base64 none");
});

Deno.test("negotiate() says what is available when nothing fits", () => {
  assert.deepEqual(negotiate("text/html", JSON_PLAIN), {
    refusal: {
      message: "Cannot produce any encoding accepted by 'text/html'",
      available_formats: ["json", "json+base64", "json+binref"],
      available_gpu_transports: ["none"],
      available_compressions: ["none", "lz4"],
    },
  });
});
