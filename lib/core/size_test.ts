import assert from "node:assert/strict";
import { TesseraError } from "./errors.ts";
import { formatSizeBytes, parseSizeBytes } from "./size.ts";

Deno.test("parseSizeBytes() reads binary, decimal and single-letter units", () => {
  const cases: [string, number][] = [
    ["0", 0],
    ["65536", 65_536],
    ["10B", 10],
    ["512MiB", 512 * 1024 ** 2],
    ["2GB", 2_000_000_000],
    ["1.5 GiB", 1.5 * 1024 ** 3],
    ["4g", 4 * 1024 ** 3],
    [" 3kb ", 3_000],
    ["1TiB", 1024 ** 4],
  ];
  for (const [text, bytes] of cases) assert.equal(parseSizeBytes(text), bytes, text);
});

Deno.test("parseSizeBytes() refuses what is not a size", () => {
  for (const text of ["", "MiB", "-1", "1e3", "5 parsecs", "0x10", "1.", "9999999TB"]) {
    assert.throws(
      () => parseSizeBytes(text),
      (error) => error instanceof TesseraError && error.code === "bad_input",
      text,
    );
  }
});

Deno.test("formatSizeBytes() keeps three digits and picks the unit", () => {
  assert.equal(formatSizeBytes(0), "0 B");
  assert.equal(formatSizeBytes(1023), "1023 B");
  assert.equal(formatSizeBytes(1536), "1.5 KiB");
  assert.equal(formatSizeBytes(512 * 1024 ** 2), "512 MiB");
  assert.equal(formatSizeBytes(3 * 1024 ** 5), "3072 TiB");
});
