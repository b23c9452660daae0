import assert from "node:assert/strict";
import { TesseraError } from "../core/errors.ts";
import { parseTarget } from "./target.ts";

Deno.test("parseTarget() tells modules from URLs", () => {
  assert.deepEqual(parseTarget("./a b"), { kind: "module", path: "./a b" });
  assert.equal(parseTarget("file:///a/b.ts").kind, "module");
  assert.deepEqual(parseTarget("C:\\x.ts"), { kind: "module", path: "C:\\x.ts" });
  assert.deepEqual(parseTarget("http://host:1/base/?q=1"), {
    kind: "url",
    baseUrl: "http://host:1/base",
    authorization: undefined,
  });
});

Deno.test("parseTarget() takes credentials out of the URL", () => {
  const target = parseTarget("https://any:to%3Aken@host");
  assert.deepEqual(target, {
    kind: "url",
    baseUrl: "https://host",
    authorization: `Basic ${btoa("any:to:ken")}`,
  });
});

Deno.test("parseTarget() refuses other schemes", () => {
  for (const text of ["ftp://x/y", "http://"]) {
    assert.throws(() => parseTarget(text), TesseraError, text);
  }
});

Deno.test("parseTarget() keeps a password to itself when the URL cannot be read", () => {
  assert.throws(
    () => parseTarget("http://any:s3cret@[::bad"),
    (error) => error instanceof TesseraError && !error.message.includes("s3cret"),
  );
});
