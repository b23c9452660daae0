import assert from "node:assert/strict";
import { TesseraError } from "../core/errors.ts";
import { parsePayload } from "./payload_json.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function failureOf(text: string, source = '"x.json"'): string {
  try {
    parsePayload({ bytes: bytes(text), source }, { exact: false });
  } catch (error) {
    assert.ok(error instanceof TesseraError && error.code === "bad_input", Deno.inspect(error));
    return `${error.message} (${error.hint})`;
  }
  return "nothing failed";
}

Deno.test("parsePayload() says where a text ends to be JSON", () => {
  assert.match(failureOf('{"a": nope}'), /payload: Expecting value at character 7 of "x.json"/);
  assert.match(failureOf('{"ü": 1,\n  "b" 2}'), /at line 2, column 7 of "x.json", expected JSON/);
  assert.match(failureOf(""), /found nothing, expected JSON \(Pass JSON, @FILE/);
});

Deno.test("parsePayload() suggests the @ that was forgotten", async () => {
  const file = await Deno.makeTempFile();
  try {
    assert.ok(failureOf(file, "the argument").endsWith(`(Did you mean "@${file}"?)`));
    assert.match(failureOf(file, "stdin"), /Pass JSON, @FILE/);
  } finally {
    await Deno.remove(file);
  }
});
