import assert from "node:assert/strict";
import { expandLocations, globExpression, globLocations, isPattern, splitPattern } from "./glob.ts";

Deno.test("globExpression() matches as fsspec does", () => {
  const cases: readonly [string, readonly string[], readonly string[]][] = [
    ["*.json", ["a.json", ".json"], ["a/b.json", "a.jsonx"]],
    ["s_?.json", ["s_1.json"], ["s_10.json", "s_/.json"]],
    ["[a-c]*[!0-9]", ["ax", "b1y"], ["dx", "a1", "a/x"]],
    ["**/x", ["x", "a/x", "a/b/x"], ["ax"]],
    ["a/*/b", ["a/1/b"], ["a/b", "a/1/2/b"]],
    ["a+(1).[]]", ["a+(1).]"], ["aa(1).]"]],
    ["[", ["["], ["x"]],
  ];
  for (const [pattern, matches, others] of cases) {
    const expression = globExpression(pattern);
    for (const name of matches) assert.match(name, expression, pattern);
    for (const name of others) assert.doesNotMatch(name, expression, pattern);
  }
});

Deno.test("splitPattern() finds the folder above the first wildcard", () => {
  const cases: readonly [string, string, string][] = [
    ["a/b/*.json", "a/b", "*.json"],
    ["*.json", "", "*.json"],
    ["/*.json", "/", "*.json"],
    ["a/*/b", "a", "*/b"],
    ["s3://bucket/x/*", "s3://bucket/x", "*"],
    ["s3://bucket/*", "s3://bucket", "*"],
    ["a/b.json", "a", "b.json"],
  ];
  for (const [pattern, folder, rest] of cases) {
    assert.deepEqual(splitPattern(pattern), { folder, rest }, pattern);
  }
});

Deno.test("globLocations() sorts by code points, and finds nothing in a missing folder", async () => {
  const dir = await Deno.makeTempDir();
  try {
    for (const name of ["s_10", "s_2", "\u{1F9EA}", "\uFF5E"]) {
      await Deno.create(`${dir}/${name}`)
        .then((file) => file.close());
    }
    const found = await globLocations(`${dir}/*`);
    assert.deepEqual(found, ["s_10", "s_2", "\uFF5E", "\u{1F9EA}"].map((name) => `${dir}/${name}`));
    assert.deepEqual(await globLocations(`${dir}/missing/*`), []);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("isPattern() tells patterns from queries of web addresses and from hosts", () => {
  const patterns = [
    "*.json",
    "s3://bucket/a?.json",
    "ftp://[::1]/a/[ab].json",
    "http://h/*.json?a=1",
  ];
  const others = ["a.json", "s3://bucket/a.json", "https://h/a.json?sig=*[x]", "http://[::1]:80/a"];
  for (const location of patterns) assert.equal(isPattern(location), true, location);
  for (const location of others) assert.equal(isPattern(location), false, location);
});

Deno.test("expandLocations() takes a single file as it is, if it is there", async () => {
  const dir = await Deno.makeTempDir();
  try {
    for (const name of ["a.json", "b.json"]) await Deno.writeTextFile(`${dir}/${name}`, "");
    assert.deepEqual(await expandLocations(`${dir}/a.json`), [`${dir}/a.json`]);
    assert.deepEqual(await expandLocations(`${dir}/?.json`), [`${dir}/a.json`, `${dir}/b.json`]);
    await assert.rejects(expandLocations(`${dir}/c.json`), { code: "not_found" });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
