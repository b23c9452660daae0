import assert from "node:assert/strict";
import { proxyVariable } from "./proxy.ts";

const CASES: [url: string, env: Record<string, string>, expected: string | undefined][] = [
  ["http://node1:8000", {}, undefined],
  ["http://node1:8000", { http_proxy: "http://proxy:3128" }, "http_proxy"],
  ["http://node1:8000", { HTTP_PROXY: "http://proxy:3128" }, "HTTP_PROXY"],
  ["https://node1:8000", { http_proxy: "http://proxy:3128" }, undefined],
  ["https://node1:8000", { ALL_PROXY: "http://proxy:3128" }, "ALL_PROXY"],
  ["http://node1:8000", { http_proxy: "" }, undefined],
  ["http://node1:8000", { http_proxy: "x", no_proxy: "node2, node1" }, undefined],
  ["http://node1.site", { http_proxy: "x", NO_PROXY: ".site" }, undefined],
  ["http://node1.site", { http_proxy: "x", no_proxy: "site" }, undefined],
  ["http://campsite", { http_proxy: "x", no_proxy: "site" }, "http_proxy"],
  ["http://node1", { http_proxy: "x", no_proxy: "*" }, undefined],
];

for (const [url, env, expected] of CASES) {
  Deno.test(`proxyVariable() says ${expected} for ${url} with ${JSON.stringify(env)}`, () => {
    assert.equal(proxyVariable(new URL(url), (name) => env[name]), expected);
  });
}
