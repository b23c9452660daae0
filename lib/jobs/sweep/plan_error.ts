/** What is wrong with a plan of points, and where. @module */

import { TesseraError } from "../../core/errors.ts";
import { findNearestName } from "../../core/nearest_name.ts";

/** A part of a plan: its place in dotted form, such as `grid.s`. */
export interface PlanPart {
  readonly place: string;
  readonly value: unknown;
}

const MAX_SHOWN_CHARACTERS = 60;

/**
 * The error for a part that is not what it should be.
 *
 * @param expected What stands there usually, as the end of a sentence.
 */
export function planError({ place, value }: PlanPart, expected: string): TesseraError {
  const text = value === undefined ? "nothing" : JSON.stringify(value) ?? String(value);
  const found = text.length > MAX_SHOWN_CHARACTERS
    ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…`
    : text;
  return new TesseraError(
    "bad_input",
    `Cannot use "${place}" of the plan: found ${found}, expected ${expected}`,
    { hint: "The grammar of plans is in docs/sweep.md" },
  );
}

/**
 * The part as an object that has no keys but those that are known.
 *
 * @param known All keys; absent: any key will do.
 * @throws {TesseraError} `bad_input` with the nearest key.
 */
export function planObject(part: PlanPart, known?: readonly string[]): Record<string, unknown> {
  const { place, value } = part;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw planError(part, known === undefined ? "names with values" : `keys ${known.join(", ")}`);
  }
  const unknown = known && Object.keys(value).find((key) => !known.includes(key));
  if (known === undefined || unknown === undefined) return { ...value };
  const nearest = findNearestName(unknown, known);
  throw new TesseraError(
    "bad_input",
    `Cannot use "${unknown}" ${place === "" ? "in" : `in "${place}" of`} the plan: expected ${
      known.join(", ")
    }`,
    {
      hint: nearest === undefined
        ? "The grammar of plans is in docs/sweep.md"
        : `Did you mean "${nearest}"?`,
    },
  );
}

/** The part as a finite number. @throws {TesseraError} `bad_input` */
export function planNumber(part: PlanPart, expected = "a number"): number {
  if (typeof part.value === "number" && Number.isFinite(part.value)) return part.value;
  throw planError(part, expected);
}

/** The part as a whole number within bounds. @throws {TesseraError} `bad_input` */
export function planInteger(part: PlanPart, [min, max]: readonly [number, number]): number {
  const { value } = part;
  if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) {
    return value;
  }
  throw planError(part, `a whole number from ${min} to ${max}`);
}

/**
 * Refuses what JSON cannot hold: infinities, and integers that would be rounded.
 *
 * @throws {TesseraError} `bad_input`
 */
export function checkJson({ place, value }: PlanPart): void {
  if (typeof value === "number") {
    const isRounded = Number.isInteger(value) && Math.abs(value) > 2 ** 53 && value < 1e21;
    if (!Number.isFinite(value) || isRounded) {
      throw planError({ place, value: String(value) }, "a number that JSON can hold exactly");
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      checkJson({ place: `${place}.${key}`, value: inner });
    }
  }
}
