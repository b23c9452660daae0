import assert from "node:assert/strict";
import { ImportProblem, resolveSpecifier } from "./specifiers.ts";

const REFERRER = "file:///home/u/m%20x/a.ts";

Deno.test("resolveSpecifier() resolves files by URL rules", () => {
  const cases: [string, string][] = [
    ["./b.ts", "/home/u/m x/b.ts"],
    ["../c%23.js", "/home/u/c#.js"],
    ["./é ü.ts", "/home/u/m x/é ü.ts"],
    ["./b.ts?v=1#x", "/home/u/m x/b.ts"],
    ["/abs/d.json", "/abs/d.json"],
    ["file:///abs/e.mjs", "/abs/e.mjs"],
  ];
  for (const [specifier, path] of cases) {
    assert.deepEqual(resolveSpecifier(specifier, REFERRER), { kind: "file", path });
  }
});

Deno.test("resolveSpecifier() gives URLs for built-ins and the executable's own packages", () => {
  assert.deepEqual(resolveSpecifier("node:fs/promises", REFERRER), {
    kind: "url",
    url: "node:fs/promises",
  });
  assert.deepEqual(resolveSpecifier("zod", REFERRER), {
    kind: "url",
    url: import.meta.resolve("zod"),
  });
  assert.deepEqual(resolveSpecifier("zod/v4", REFERRER), resolveSpecifier("zod", REFERRER));
  assert.deepEqual(resolveSpecifier("tessera", REFERRER), {
    kind: "url",
    url: import.meta.resolve("tessera"),
  });
  assert.equal(resolveSpecifier("data:text/javascript,1", REFERRER).kind, "url");
});

Deno.test("resolveSpecifier() refuses everything else", () => {
  const refused = [
    "",
    "constructor",
    "__proto__",
    "react",
    "@s/p",
    "npm:x",
    "jsr:@s/p",
    "http://x/y.js",
    "HTTPS://x/y.js",
    "blob:x",
    "ftp:x",
    "#internal",
    "fs",
    "node:nope",
    "file://host/x.ts",
    "./%2f",
  ];
  for (const specifier of refused) {
    assert.throws(() => resolveSpecifier(specifier, REFERRER), ImportProblem, specifier);
  }
});
