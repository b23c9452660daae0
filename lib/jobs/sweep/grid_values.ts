/** The values of one variable of a grid. @module */

import {
  checkJson,
  planError,
  planInteger,
  planNumber,
  planObject,
  type PlanPart,
} from "./plan_error.ts";

/** More points than that are a mistake in the plan. */
export const MAX_POINTS = 100_000_000;

const KEYS = ["from", "to", "num", "step", "scale"] as const;

/**
 * Reads a list of values, or a range: `{from, to, num}` with both ends, evenly spaced (`scale: log`: with even
 * ratios), or `{from, to, step}`, which ends at the last value that is not beyond `to`.
 *
 * @throws {TesseraError} `bad_input`
 */
export function gridValues(part: PlanPart): readonly unknown[] {
  const { place, value } = part;
  if (Array.isArray(value)) {
    if (value.length === 0) throw planError(part, "at least one value");
    checkJson(part);
    return value;
  }
  if (typeof value !== "object" || value === null) {
    throw planError(part, "a list of values, or a range such as {from: 0, to: 1, num: 11}");
  }
  const range = planObject(part, KEYS);
  const at = (key: (typeof KEYS)[number]): PlanPart => ({
    place: `${place}.${key}`,
    value: range[key],
  });
  const [from, to] = [planNumber(at("from")), planNumber(at("to"))];
  if ((range.num === undefined) === (range.step === undefined)) {
    throw planError(part, 'either "num" or "step"');
  }
  const scale = range.scale ?? "linear";
  if (scale !== "linear" && scale !== "log") throw planError(at("scale"), "linear or log");
  if (range.num === undefined) {
    if (scale === "log") throw planError(at("scale"), '"num" with a logarithmic scale, not "step"');
    return steps(from, to, at("step"));
  }
  const num = planInteger(at("num"), [1, MAX_POINTS]);
  if (scale === "linear") return spaced(from, to, num);
  if (from <= 0 || to <= 0) throw planError(part, "ends above 0 for a logarithmic scale");
  // to the base of ten, so that powers of ten come out exactly
  return spaced(Math.log10(from), Math.log10(to), num)
    .map((exponent, k) => k === 0 ? from : k === num - 1 ? to : 10 ** exponent);
}

function spaced(from: number, to: number, num: number): number[] {
  if (num === 1) return [from];
  // the weights keep both ends exact, and 0.1 steps as round as they can be
  return Array.from({ length: num }, (_, k) => (from * (num - 1 - k) + to * k) / (num - 1));
}

function steps(from: number, to: number, part: PlanPart): number[] {
  const step = planNumber(part);
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  if (!(count >= 1)) throw planError(part, `a step that leads from ${from} to ${to}`);
  if (count > MAX_POINTS) throw planError(part, `a step that makes at most ${MAX_POINTS} values`);
  return Array.from({ length: count }, (_, k) => Number((from + k * step).toPrecision(15)));
}
