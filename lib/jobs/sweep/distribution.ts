/** Distributions of random variables. @module */

import { normalQuantile } from "./normal_quantile.ts";
import { checkJson, planError, planNumber, planObject, type PlanPart } from "./plan_error.ts";

/** Turns a uniform number in [0, 1) into a value; greater numbers give greater values where values have an order. */
export type Quantile = (u: number) => unknown;

const READERS: Readonly<Record<string, (part: PlanPart) => Quantile>> = {
  uniform(part) {
    const [low, high] = bounds(part);
    return (u) => low + u * (high - low);
  },
  loguniform(part) {
    const [low, high] = bounds(part);
    if (low <= 0) throw planError(part, "two numbers above 0");
    return (u) => low * Math.exp(u * Math.log(high / low));
  },
  normal(part) {
    const [mean, deviation] = pair(part, "a mean and a standard deviation, such as [0, 1]");
    if (deviation <= 0) throw planError(part, "a standard deviation above 0");
    // 0 itself has no finite quantile
    return (u) => mean + deviation * normalQuantile(Math.max(u, 2 ** -54));
  },
  choice(part) {
    const { value } = part;
    if (!Array.isArray(value) || value.length === 0) throw planError(part, "a list of values");
    checkJson(part);
    return (u) => value[Math.floor(u * value.length)];
  },
  integers(part) {
    const [low, high] = pair(part, "the first and the last whole number, such as [1, 6]");
    if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || high < low) {
      throw planError(part, "the first and the last whole number, such as [1, 6]");
    }
    return (u) => low + Math.floor(u * (high - low + 1));
  },
};

/**
 * Reads `{uniform: [low, high]}` and its kin.
 *
 * @throws {TesseraError} `bad_input`
 */
export function distribution(part: PlanPart): Quantile {
  const known = Object.keys(READERS);
  const entries = Object.entries(planObject(part, known));
  const [first] = entries;
  if (first === undefined || entries.length > 1) {
    throw planError(part, `one of ${known.join(", ")}`);
  }
  const [name, value] = first;
  const reader = READERS[name];
  if (reader === undefined) throw planError(part, `one of ${known.join(", ")}`);
  return reader({ place: `${part.place}.${name}`, value });
}

function bounds(part: PlanPart): [number, number] {
  const [low, high] = pair(part, "the lower and the upper bound, such as [0, 1]");
  if (low > high) throw planError(part, "the lower bound first");
  return [low, high];
}

function pair(part: PlanPart, expected: string): [number, number] {
  const { place, value } = part;
  if (!Array.isArray(value) || value.length !== 2) throw planError(part, expected);
  return [
    planNumber({ place, value: value[0] }, expected),
    planNumber({ place, value: value[1] }, expected),
  ];
}
