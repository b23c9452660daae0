import assert from "node:assert/strict";
import {
  findScheme,
  folderOfLocation,
  isRemote,
  joinLocation,
  redactLocation,
  redactText,
} from "./location.ts";

Deno.test("findScheme() tells URLs from paths", () => {
  assert.equal(findScheme("S3://bucket/key"), "s3");
  for (const path of ["a/b", "/a:b", "a://b/c".slice(0, 3), "", "./http:/x", "C:\\x"]) {
    assert.equal(findScheme(path), undefined, path);
  }
  assert.ok(isRemote("ftp://host/a"));
  assert.ok(!isRemote("file:///a") && !isRemote("a"));
});

Deno.test("redactLocation() hides passwords and queries, and leaves the rest", () => {
  const cases = [
    ["https://host/a%20b", "https://host/a%20b"],
    ["https://ann:pw@host:8000/a", "https://ann:***@host:8000/a"],
    ["https://ann:p@w:x@host/a", "https://ann:***@host/a"],
    ["https://ann@host/a", "https://ann@host/a"],
    ["https://host/a?X-Amz-Signature=abc#x", "https://host/a?***"],
    ["https://host?sig=abc", "https://host?***"],
    ["ftp://ann:pw@host/a", "ftp://ann:***@host/a"],
    ["s3://bucket/what?.bin", "s3://bucket/what?.bin"],
    ["/tmp/a?b", "/tmp/a?b"],
  ] as const;
  for (const [location, shown] of cases) assert.equal(redactLocation(location), shown);
});

Deno.test("redactText() finds URLs in the messages of libraries", () => {
  const text = 'error sending request for url (http://u:p@h:1/x?sig=1): see "ftp://a:b@c/d"';
  const shown = 'error sending request for url (http://u:***@h:1/x?***): see "ftp://a:***@c/d"';
  assert.equal(redactText(text), shown);
});

Deno.test("folderOfLocation() and joinLocation() lead to a file beside another", () => {
  const cases = [
    ["s3://bucket/set/a.json", "what? 1.bin", "s3://bucket/set/what? 1.bin"],
    ["https://host/set/a.json?sig=x/y", "sub/b 1.bin", "https://host/set/sub/b%201.bin"],
    ["ftp://ann:pw@host/a.json", "b#.bin", "ftp://ann:pw@host/b%23.bin"],
    ["s3://bucket", "a", "s3://bucket/a"],
  ] as const;
  for (const [location, name, found] of cases) {
    assert.equal(joinLocation(folderOfLocation(location), name), found);
  }
});
