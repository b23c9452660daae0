import assert from "node:assert/strict";
import { startHttpStoreThread } from "../../../tests/services/http_store_thread.ts";
import { StorageError } from "../storage_error.ts";
import { BlockingReader } from "./blocking_reader.ts";

const IMPATIENT = { retry: { tries: 2, firstDelayMs: 1, maxDelayMs: 1 }, idleMs: 5_000 };

Deno.test("BlockingReader.read() gives whole files and parts", async () => {
  const path = await Deno.makeTempFile();
  await using reader = new BlockingReader();
  try {
    await Deno.writeTextFile(path, "0123456789");
    const text = (range?: { offsetBytes: number; lengthBytes?: number }): string =>
      new TextDecoder().decode(reader.read(path, range === undefined ? {} : { range }));
    assert.equal(text(), "0123456789");
    assert.equal(text({ offsetBytes: 3, lengthBytes: 4 }), "3456");
    assert.equal(text({ offsetBytes: 8, lengthBytes: 4 }), "89");
    assert.equal(text({ offsetBytes: 0, lengthBytes: 0 }), "");
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("BlockingReader throws the errors of storage, and goes on after them", async () => {
  const path = await Deno.makeTempFile();
  await using reader = new BlockingReader(IMPATIENT);
  try {
    await Deno.writeTextFile(path, "0123456789");
    const failing: readonly [() => unknown, string, RegExp][] = [
      [() => reader.read(`${path}.absent`), "not_found", /^Cannot read ".*\.absent": it does not/],
      [() => reader.read("gopher://host/file"), "bad_input", /"gopher:\/\/" is not known/],
      [() => reader.read(path, { limitBytes: 9 }), "bad_input", /larger than 9 B/],
      [
        () => reader.read("http://127.0.0.1:1/x?sig=secret"),
        "unavailable",
        /\?\*\*\*": the server/,
      ],
      [() => reader.expand("http://127.0.0.1:1/*.json"), "bad_input", /have no listing/],
    ];
    for (const [act, code, message] of failing) {
      assert.throws(
        act,
        (error) =>
          error instanceof StorageError && error.code === code && message.test(error.message),
        String(message),
      );
    }
    assert.equal(reader.read(path).length, 10);
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("BlockingReader.read() resumes a download that was cut while its caller is blocked", async () => {
  const content = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251);
  await using server = await startHttpStoreThread({ "/big.bin": content }, {
    cutAfterBytes: 100_000,
  });
  await using reader = new BlockingReader(IMPATIENT);
  const range = { offsetBytes: 1_000, lengthBytes: 200_000 };
  const bytes = reader.read(`${server.url}/big.bin`, { range });
  assert.deepEqual(bytes, content.slice(1_000, 201_000));
  const [first, second, ...others] = await server.requests();
  assert.equal(first, "GET /big.bin bytes=1000-200999");
  assert.match(second ?? "", /^GET \/big\.bin bytes=\d{5,}-200999$/);
  assert.deepEqual(others, []);
});

Deno.test("BlockingReader.read() refuses a part that the file does not have, before it comes", async () => {
  await using server = await startHttpStoreThread({ "/small.bin": new Uint8Array(24) });
  await using reader = new BlockingReader(IMPATIENT);
  const range = { offsetBytes: 16, lengthBytes: 16 };
  assert.equal(reader.read(`${server.url}/small.bin`, { range }).length, 8);
  assert.throws(
    () => reader.read(`${server.url}/small.bin`, { range, leastBytes: 16 }),
    /: it is too small, expected 16 bytes at offset 16, but only 8 are there$/,
  );
});
