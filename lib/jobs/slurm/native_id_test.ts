import assert from "node:assert/strict";
import { findSubmittedId, formatNativeId, parseNativeId } from "./native_id.ts";

Deno.test("findSubmittedId() finds the number among what a site prints", () => {
  const cases: readonly [string, string | undefined][] = [
    ["1234\n", "1234"],
    ["1234;alpha\n", "1234;alpha"],
    ["Welcome to Alpha\n----\n3 new messages\n1234\n", "1234"],
    ["7\nyour budget: 100\n1234;a-b.c\n\n", "1234;a-b.c"],
    ["1234\r\n", "1234"],
    ["Submitted batch job 1234\n", undefined],
    ["", undefined],
  ];
  for (const [stdout, id] of cases) assert.equal(findSubmittedId(stdout), id, stdout);
});

Deno.test("parseNativeId() tells the cluster", () => {
  assert.deepEqual(parseNativeId("12"), { number: "12" });
  assert.deepEqual(parseNativeId("12;alpha"), { number: "12", cluster: "alpha" });
});

Deno.test("parseNativeId() tells the slurmrestd, as formatNativeId() wrote it", () => {
  for (const restUrl of ["http://host:6820", "https://host/a;b@c", "unix:/run/slurmrestd.sock"]) {
    assert.deepEqual(parseNativeId(formatNativeId({ number: "12", restUrl })), {
      number: "12",
      restUrl,
    });
  }
  const both = { number: "12", cluster: "alpha", restUrl: "http://host" };
  assert.deepEqual(parseNativeId(formatNativeId(both)), both);
});

Deno.test("parseNativeId() refuses what could be read as an option or a list", () => {
  for (const text of ["", "-a", "12,13", "12_3", "12;--all", "12 13", "12@", "12@a b"]) {
    assert.throws(() => parseNativeId(text), { code: "bad_input" }, text);
  }
});
