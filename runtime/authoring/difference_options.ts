/** How finite differences are taken. @module */

import type { z } from "zod";
import { findNearestName } from "../../lib/core/nearest_name.ts";

/**
 * `central` is the most accurate and calls the function twice an element, `forward` once an element;
 * `stochastic` (SPSA) moves all elements at once in random directions, for inputs with very many.
 */
export type DifferenceAlgorithm = "central" | "forward" | "stochastic";

/** Options of {@linkcode finiteDifferenceJvp}, and of its siblings. */
export interface DifferenceOptions {
  /** @default "central" */
  readonly algorithm?: DifferenceAlgorithm;
  /**
   * The step, absolute in the unit of the input; one for all inputs, or one each by path.
   *
   * @default 1e-4
   */
  readonly eps?: number | Readonly<Record<string, number>>;
  /**
   * Checks and converts the inputs at every step when it is given: dtypes of scalars, defaults, and
   * the author's own refinements.
   */
  readonly inputSchema?: z.ZodType;
}

/** Options of what can be estimated from random directions. */
export interface SampledDifferenceOptions extends DifferenceOptions {
  /**
   * Directions that `stochastic` tries; as many as there are elements, and it takes central differences
   * instead.
   *
   * @default 10, or the square root of the number of elements where that is more.
   */
  readonly numSamples?: number;
  /** Makes `stochastic` repeatable; equal seeds give numpy's own directions. */
  readonly seed?: number;
}

const ALGORITHMS: readonly DifferenceAlgorithm[] = ["central", "forward", "stochastic"];
const DEFAULT_EPS = 1e-4;

/** The algorithm that was asked for. @throws {RangeError} For any other word. */
export function algorithmOf({ algorithm = "central" }: DifferenceOptions): DifferenceAlgorithm {
  if (ALGORITHMS.includes(algorithm)) return algorithm;
  const nearest = findNearestName(String(algorithm), ALGORITHMS);
  throw new RangeError(
    `Cannot take differences: found the algorithm "${algorithm}", expected one of ` +
      ALGORITHMS.join(", ") + (nearest === undefined ? "" : `; did you mean "${nearest}"?`),
  );
}

/**
 * The step of every input.
 *
 * @throws {RangeError} For a step that is not positive, and steps by path that do not name exactly
 * the inputs that are differentiated.
 */
export function stepsOf(
  { eps = DEFAULT_EPS }: DifferenceOptions,
  paths: Iterable<string>,
): ReadonlyMap<string, number> {
  const wanted = [...paths];
  if (typeof eps !== "number") checkPaths(eps, wanted);
  return new Map(wanted.map((path) => {
    const step = typeof eps === "number" ? eps : eps[path];
    if (typeof step === "number" && step > 0 && Number.isFinite(step)) return [path, step];
    throw new RangeError(
      `Cannot take differences along "${path}": found the step ${step}, expected a positive number`,
    );
  }));
}

function checkPaths(eps: Readonly<Record<string, number>>, wanted: readonly string[]): void {
  const missing = wanted.filter((path) => !Object.hasOwn(eps, path)).sort();
  if (missing.length > 0) {
    throw new RangeError(`eps is missing a step size for input path(s): ${missing.join(", ")}`);
  }
  const unknown = Object.keys(eps).filter((path) => !wanted.includes(path)).sort();
  if (unknown.length === 0) return;
  throw new RangeError(
    `eps names input path(s) that are not being differentiated: ${unknown.join(", ")}`,
  );
}
