import assert from "node:assert/strict";
import { objectAddressOf, urlOf } from "./address.ts";

const AWS = { endpoint: undefined, isVirtualHosted: false, region: "eu-west-3" };
const OWN = { ...AWS, endpoint: new URL("http://host:9000/gate/") };

Deno.test("urlOf() puts the bucket where the service expects it", () => {
  const at = (bucket: string, account: typeof AWS | typeof OWN) =>
    urlOf({ bucket, key: "a/b" }, {}, account).href;
  assert.equal(at("data", AWS), "https://data.s3.eu-west-3.amazonaws.com/a/b");
  assert.equal(at("my.data", AWS), "https://s3.eu-west-3.amazonaws.com/my.data/a/b");
  assert.equal(
    at("data", { ...AWS, region: "cn-north-1" }),
    "https://data.s3.cn-north-1.amazonaws.com.cn/a/b",
  );
  assert.equal(at("data", OWN), "http://host:9000/gate/data/a/b");
  assert.equal(at("data", { ...OWN, isVirtualHosted: true }), "http://data.host:9000/gate/a/b");
});

Deno.test("urlOf() encodes keys and queries as they are signed", () => {
  const url = urlOf({ bucket: "data", key: "a b+c/(ü)?#%" }, { prefix: "x y/*" }, OWN);
  assert.equal(url.pathname, "/gate/data/a%20b%2Bc/%28%C3%BC%29%3F%23%25");
  assert.equal(url.search, "?prefix=x%20y%2F%2A");
});

Deno.test("objectAddressOf() refuses what is no object", () => {
  const cases = ["s3://", "s3://b", "s3://bucket", "s3://bucket/", "s3://bucket/a/", "s3:///key"];
  for (const location of [...cases, "s3://bucket/a/../b", "s3://user:pw@bucket/a"]) {
    const read = () => objectAddressOf({ verb: "read", location });
    assert.throws(read, { code: "bad_input" }, location);
  }
  const location = "s3://bucket//what?#%41\n";
  const key = "/what?#%41\n";
  assert.deepEqual(objectAddressOf({ verb: "read", location }), { bucket: "bucket", key });
});
