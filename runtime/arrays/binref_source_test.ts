import assert from "node:assert/strict";
import { blockingReader } from "../../lib/storage/blocking/blocking_reader.ts";
import { startHttpStoreThread } from "../../tests/services/http_store_thread.ts";
import { decodeArrayField, type DecodeContext, isArrayFault } from "./decode.ts";
import { compressFrame } from "./lz4_frame.ts";
import { NDArray } from "./ndarray.ts";

const ALLOWED: DecodeContext = {
  baseDir: "/nowhere",
  roots: ["/nowhere"],
  allowUrls: true,
  strictShapes: false,
  strictTypes: false,
};

const VALUES = Array.from({ length: 300 }, (_, index) => index % 7);
const BYTES = NDArray.fromNested("float64", VALUES).bytes();

Deno.test("decodeArrayField() reads the part of a URL that a binref names, and nothing else", async () => {
  await using server = await startHttpStoreThread({ "/sub/a b.bin": BYTES });
  await using _reader = blockingReader;
  const url = `${server.url}/sub/a%20b.bin`;
  assert.deepEqual(read(`${url}:80`, { shape: [3] }), VALUES.slice(10, 13));
  assert.deepEqual(read(url), VALUES);
  assert.deepEqual(read(`${url}:0`, { shape: [0] }), []);
  const beside = { ...ALLOWED, baseDir: `${server.url}/sub` };
  assert.deepEqual(read("a b.bin:8", { shape: [1], context: beside }), [1]);
  const ranges = ["bytes=80-103", "bytes=0-2399", "bytes=0-0", "bytes=8-15"];
  assert.deepEqual(await server.requests(), ranges.map((range) => `GET /sub/a b.bin ${range}`));
});

Deno.test("decodeArrayField() decompresses the frame that a URL holds at an offset", async () => {
  const frame = compressFrame(BYTES);
  const file = new Uint8Array(5 + frame.byteLength + 5);
  file.set(frame, 5);
  await using server = await startHttpStoreThread({ "/a.lz4": file });
  await using _reader = blockingReader;
  const url = `${server.url}/a.lz4`;
  assert.deepEqual(read(`${url}:5:${frame.byteLength}`, { compression: "lz4" }), VALUES);
  assert.match(String(read(`${url}:5`, { compression: "lz4" })), /compressed_size is required/);
  assert.match(
    String(read(`${url}:5:${frame.byteLength + 6}`, { compression: "lz4" })),
    /too small, expected \d+ bytes at offset 5/,
  );
});

Deno.test("decodeArrayField() goes on where a connection to a URL was lost", async () => {
  const bytes = NDArray.fromNested("float64", Array.from({ length: 40_000 }, (_, k) => k)).bytes();
  await using server = await startHttpStoreThread({ "/a.bin": bytes }, { cutAfterBytes: 100_000 });
  await using _reader = blockingReader;
  const found = read(`${server.url}/a.bin:8`, { shape: [39_999] }) as number[];
  assert.deepEqual([found.length, found[0], found.at(-1)], [39_999, 1, 39_999]);
  assert.equal((await server.requests()).length, 2);
});

Deno.test("decodeArrayField() says why the bytes of a URL cannot be had, without its secrets", async () => {
  await using server = await startHttpStoreThread({ "/a.bin": BYTES });
  await using _reader = blockingReader;
  const faults: readonly [string, RegExp][] = [
    [
      `${server.url}/absent.bin?sig=secret`,
      /^Cannot read "http.*\/absent\.bin\?\*\*\*": it does not/,
    ],
    [
      `${server.url}/a.bin:8`,
      /too small, expected 2400 bytes at offset 8, but only 2392 are there$/,
    ],
    ["gopher://host/a.bin", /"gopher:\/\/" is not known/],
  ];
  for (const [reference, message] of faults) assert.match(String(read(reference)), message);
  const huge = read(`${server.url}/a.bin`, { shape: [1e15, 9] });
  assert.match(String(huge), /but only 2400 are there$/);
});

Deno.test("decodeArrayField() asks no server where URLs are not allowed", async () => {
  await using server = await startHttpStoreThread({ "/a.bin": BYTES });
  const context = { ...ALLOWED, roots: null, allowUrls: false };
  const found = String(read(`${server.url}/a.bin?sig=secret`, { context }));
  assert.match(found, /is a URL, and this runtime reads binrefs from local files only/);
  assert.ok(!found.includes("secret"), found);
  assert.deepEqual(await server.requests(), []);
});

Deno.test("decodeArrayField() confines local files where URLs are allowed", () => {
  assert.match(String(read("/etc/passwd", { shape: [1] })), /outside the folders/);
  assert.match(String(read("file:///etc/passwd", { shape: [1] })), /outside the folders/);
});

/** What the reference decodes to: elements, or the error text. */
function read(buffer: string, { shape = [300], compression, context = ALLOWED }: {
  shape?: readonly number[];
  compression?: string;
  context?: DecodeContext;
} = {}): unknown {
  const data = { buffer, encoding: "binref", ...(compression && { compression }) };
  const raw = { shape, dtype: "float64", data };
  const spec = { dtype: "float64", shape: "any", differentiable: false } as const;
  const result = decodeArrayField(raw, spec, context);
  return isArrayFault(result) ? result.ctx["error"] ?? result.type : result.toNested();
}
