import assert from "node:assert/strict";
import { coversError, coversValidation } from "./exception_names.ts";

class SolverError extends Error {}
class DivergedError extends SolverError {
  override readonly name = "Diverged";
}

Deno.test("coversError() holds when the name is the error's, its class's or one above it", () => {
  for (const name of ["Diverged", "DivergedError", "SolverError", "my.module.SolverError"]) {
    assert.ok(coversError(name, new DivergedError()), name);
  }
  assert.ok(!coversError("DivergedError", new SolverError()));
  assert.ok(!coversError("ValueError", new DivergedError()));
});

Deno.test("coversError() holds when Python's built-in stands for the JavaScript error", () => {
  const cases: [string, Error, boolean][] = [
    ["ValueError", new RangeError(), true],
    ["ValueError", new TypeError(), false],
    ["TypeError", new TypeError(), true],
    ["RuntimeError", new Error(), true],
    ["RuntimeError", new RangeError(), false],
    ["RuntimeError", new DivergedError(), false],
    ["Exception", new DivergedError(), true],
    ["FileNotFoundError", new Deno.errors.NotFound(), true],
    ["FileNotFoundError", Object.assign(new Error(), { code: "ENOENT" }), true],
    ["ZeroDivisionError", new RangeError(), true],
    ["constructor", new RangeError(), false],
  ];
  for (const [name, error, expected] of cases) {
    assert.equal(coversError(name, error), expected, `${name} / ${error.constructor.name}`);
  }
  assert.ok(!coversError("ValueError", "a text"));
});

Deno.test("coversValidation() holds for pydantic's error and the Python classes above it", () => {
  for (const name of ["ValidationError", "pydantic.ValidationError", "ValueError", "Exception"]) {
    assert.ok(coversValidation(name), name);
  }
  assert.ok(!coversValidation("TypeError"));
});
