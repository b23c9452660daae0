import assert from "node:assert/strict";
import { TesseraError } from "../core/errors.ts";
import { formatException, formatFailure } from "./error_text.ts";

Deno.test("formatFailure() gives message, causes and hint", () => {
  const error = new TesseraError("bad_input", "Cannot read x", {
    hint: "Try y",
    cause: new TypeError("low", { cause: "lower" }),
  });
  assert.equal(
    formatFailure(error),
    'Error: Cannot read x\n  caused by: TypeError: low\n  caused by: Uncaught "lower"\nHint: Try y\n',
  );
});

Deno.test("formatException() keeps the user's frames and drops ours", () => {
  const error = new Error("boom");
  error.stack = "Error: boom\n    at apply (file:///home/me/tesseract_api.ts:3:9)\n" +
    `    at call (${import.meta.url}:1:1)\n    at node:internal/x:1:1`;
  assert.equal(
    formatException(error, { allFrames: false }),
    "Error: boom\n    at apply (file:///home/me/tesseract_api.ts:3:9)\n",
  );
  assert.match(formatException(error, { allFrames: true }), /error_text_test\.ts/);
});

Deno.test("formatException() shows what was thrown when it is no Error", () => {
  assert.equal(formatException({ a: 1 }, { allFrames: false }), "Uncaught { a: 1 }\n");
});

Deno.test("formatException() ends on errors that cause themselves", () => {
  const error = new Error("loop");
  error.cause = error;
  assert.doesNotMatch(formatException(error, { allFrames: false }), /Caused by/);
  const inner = new Error("inner", { cause: error });
  error.cause = inner;
  assert.equal(formatException(error, { allFrames: false }).match(/Caused by/g)?.length, 1);
});
