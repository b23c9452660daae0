/** Dotted names of values within inputs: `mesh.size`, `layers.[0].width`. @module */

import { TesseraError } from "../../core/errors.ts";

/** Where a value belongs: names of members, and positions in lists. */
export type InputPath = readonly (string | number)[];

/**
 * Reads a dotted name.
 *
 * @throws {TesseraError} `bad_input`
 */
export function parseInputPath(text: string): InputPath {
  const parts = text.split(".");
  if (parts.some((part) => part === "")) {
    throw new TesseraError("bad_input", `Cannot use "${text}" as the name of an input`, {
      hint: "Write names joined by dots, such as mesh.size, and positions as layers.[0].width",
    });
  }
  return parts.map((part) => /^\[\d+\]$/.test(part) ? Number(part.slice(1, -1)) : part);
}

/**
 * Puts a value in its place; objects on the way are made where there are none, lists must be there.
 *
 * @param inputs Is changed.
 * @throws {TesseraError} `bad_input` when something else is in the way.
 */
export function setInput(inputs: object, path: InputPath, value: unknown): void {
  let place = inputs as Record<string | number, unknown>;
  path.forEach((step, k) => {
    const isFit = Array.isArray(place)
      ? typeof step === "number" && step < place.length
      : typeof step === "string";
    if (!isFit) throw blocked(path, k, place);
    if (k === path.length - 1) {
      define(place, step, value);
      return;
    }
    const next = Object.hasOwn(place, step) ? place[step] : undefined;
    if (next === undefined) define(place, step, {});
    // numbers as CSV has them are frozen objects
    else if (typeof next !== "object" || next === null || Object.isFrozen(next)) {
      throw blocked(path, k + 1, next);
    }
    place = place[step] as Record<string | number, unknown>;
  });
}

/** Also a member named `__proto__` is one like any other. */
function define(place: object, step: string | number, value: unknown): void {
  Object.defineProperty(place, step, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

function blocked(path: InputPath, at: number, found: unknown): TesseraError {
  const name = (steps: InputPath) =>
    steps.map((step) => typeof step === "number" ? `[${step}]` : step).join(".");
  const what = Array.isArray(found) ? `a list of ${found.length}` : JSON.stringify(found);
  return new TesseraError(
    "bad_input",
    `Cannot set input "${name(path)}": found ${what} at "${name(path.slice(0, at)) || "inputs"}"`,
    {
      hint: "Positions such as [0] belong to lists that base or list have; names belong to objects",
    },
  );
}
