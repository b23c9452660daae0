import assert from "node:assert/strict";
import { z } from "zod";
import { blockingReader } from "../../lib/storage/blocking/blocking_reader.ts";
import { startHttpStoreThread } from "../../tests/services/http_store_thread.ts";
import { NDArray } from "../arrays/ndarray.ts";
import { expandItemPattern, loadItem } from "./lazy_files.ts";
import { array } from "./array_schema.ts";
import { IN_MEMORY, type ParseContext } from "./parse_context.ts";

const URLS: ParseContext = { ...IN_MEMORY, baseDir: "/nowhere", allowUrls: true };
const text = (value: string) => new TextEncoder().encode(value);

Deno.test("loadItem() reads an item from a URL when it is asked for, each time, and not before", async () => {
  await using server = await startHttpStoreThread({ "/set/item.json": text("7") });
  await using _reader = blockingReader;
  const url = `${server.url}/set/item.json`;
  const found = expandItemPattern(`${url}?sig=a/b`, URLS);
  assert.ok(!("problem" in found));
  assert.deepEqual(found.files, [`${url}?sig=a/b`]);
  assert.deepEqual(await server.requests(), ["GET /set/item.json bytes=0-0"]);
  const { files: [file = ""], context } = found;
  for (const _time of [1, 2]) {
    assert.equal(loadItem(file, { index: 0, element: z.int(), context }), 7);
  }
  assert.equal((await server.requests()).length, 3);
});

Deno.test("loadItem() reads the binrefs beside an item on another machine", async () => {
  const data = { buffer: "values.bin:8", encoding: "binref" };
  const item = JSON.stringify({ object_type: "array", shape: [2], dtype: "float64", data });
  await using server = await startHttpStoreThread({
    "/set/item.json": text(item),
    "/set/values.bin": NDArray.fromNested("float64", [1, 2, 3]).bytes(),
  });
  await using _reader = blockingReader;
  const element = array("float64", [2]);
  const file = `${server.url}/set/item.json`;
  const vector = loadItem(file, { index: 0, element, context: URLS }) as NDArray;
  assert.deepEqual(vector.toNested(), [2, 3]);
});

Deno.test("loadItem() names the item, its URL without secrets, and what is wrong", async () => {
  await using server = await startHttpStoreThread({
    "/a.json": text("[1,"),
    "/b.json": text('"x"'),
  });
  await using _reader = blockingReader;
  const cases: readonly [string, RegExp][] = [
    ["a.json?sig=secret", /item 3 of a lazy sequence from ".*a\.json\?\*\*\*": .*expected JSON$/],
    ["b.json", /item 3 .*b\.json": .*expected number/],
    ["c.json", /item 3 .*c\.json": Cannot read ".*": it does not exist/],
  ];
  for (const [name, message] of cases) {
    const load = () =>
      loadItem(`${server.url}/${name}`, { index: 3, element: z.int(), context: URLS });
    assert.throws(load, message);
  }
});

Deno.test("expandItemPattern() refuses URLs that are not allowed, missing files and folders of the web", async () => {
  await using server = await startHttpStoreThread({});
  await using _reader = blockingReader;
  const problem = (pattern: string, context = URLS): string => {
    const found = expandItemPattern(pattern, context);
    return "problem" in found ? found.problem : "found";
  };
  const forbidden = problem("s3://bucket/*.json", { ...URLS, allowUrls: false });
  assert.match(
    forbidden,
    /^"@s3:\/\/bucket\/\*\.json" is a URL, expected a pattern of local files/,
  );
  assert.match(problem(`${server.url}/*.json`), /web servers have no listing of a folder/);
  assert.match(problem(`${server.url}/absent.json`), /it does not exist/);
});
