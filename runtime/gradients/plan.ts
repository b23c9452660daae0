/** What a check of gradients is asked for, checked against what the module has. @module */

import { TesseraError } from "../../lib/core/errors.ts";
import { findNearestName } from "../../lib/core/nearest_name.ts";
import type { FoundArray } from "./differentiable_values.ts";
import type { GradientHost } from "./evaluation_point.ts";
import { GRADIENT_ENDPOINTS, type GradientEndpoint } from "./report.ts";

/** How far a check has come. */
export interface CheckProgress {
  readonly endpoint: GradientEndpoint;
  /** Checks made of `total`. */
  readonly done: number;
  readonly total: number;
  /** Failed ones among them. */
  readonly failures: number;
}

/** What to check and how; what is left out has upstream's default. */
export interface CheckOptions {
  /** Concrete paths such as `items.[0].v`; all differentiable ones by default. */
  readonly inputPaths?: readonly string[];
  readonly outputPaths?: readonly string[];
  /** Names of gradient endpoints; all that the module has by default. */
  readonly endpoints?: readonly string[];
  /** Absolute step, in the unit of the input; 1e-4 by default. */
  readonly eps?: number;
  /** Steps of single inputs, by path. */
  readonly epsFor?: ReadonlyMap<string, number>;
  /** Relative tolerance; 0.1 by default. */
  readonly rtol?: number;
  /** Elements to check over all inputs; 1000 by default. */
  readonly maxEvals?: number;
  /** Elements of each output that `vector_jacobian_product` is swept over; all by default. */
  readonly maxOutputSamples?: number;
  /** For the choice of elements; random by default. */
  readonly seed?: number;
  /** Ends the check between two calls of the module. */
  readonly signal?: AbortSignal;
  /** Called after every single check. */
  readonly onProgress?: (progress: CheckProgress) => void;
}

/** A check with everything resolved. */
export interface Plan {
  readonly endpoints: readonly GradientEndpoint[];
  readonly inputs: readonly FoundArray[];
  readonly outputs: readonly FoundArray[];
  readonly stepFor: (path: string) => number;
  readonly rtol: number;
  readonly maxEvals: number;
  readonly maxOutputSamples: number | undefined;
  readonly seed: number;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: CheckOptions["onProgress"];
}

/** What there is to check. */
export interface Available {
  readonly host: GradientHost;
  readonly inputs: readonly FoundArray[];
  readonly outputs: readonly FoundArray[];
}

/** @throws {TesseraError} `bad_input` when something is named that does not exist. */
export function resolvePlan(options: CheckOptions, available: Available): Plan {
  const { maxOutputSamples, epsFor = new Map<string, number>(), eps = 1e-4 } = options;
  if (maxOutputSamples !== undefined && !(maxOutputSamples > 0)) {
    throw new TesseraError(
      "bad_input",
      `Cannot check gradients: maxOutputSamples is ${maxOutputSamples}, expected more than 0`,
    );
  }
  const inputs = selected(options.inputPaths, available.inputs, "input");
  for (const path of epsFor.keys()) selected([path], inputs, "input");
  return {
    endpoints: selectedEndpoints(options.endpoints, available.host),
    inputs,
    outputs: selected(options.outputPaths, available.outputs, "output"),
    stepFor: (path) => epsFor.get(path) ?? eps,
    rtol: options.rtol ?? 0.1,
    maxEvals: options.maxEvals ?? 1000,
    maxOutputSamples,
    seed: options.seed ?? crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
    signal: options.signal,
    onProgress: options.onProgress,
  };
}

function selectedEndpoints(
  names: readonly string[] | undefined,
  host: GradientHost,
): GradientEndpoint[] {
  const offered = new Set(host.endpointNames());
  const existing = GRADIENT_ENDPOINTS.filter((name) => offered.has(name));
  if (existing.length === 0) {
    throw new TesseraError(
      "bad_input",
      `Cannot check gradients: found no gradient endpoint in module "${host.module.name}", ` +
        `expected one of ${GRADIENT_ENDPOINTS.join(", ")}`,
    );
  }
  if (names === undefined || names.length === 0) return existing;
  return names.map((wanted) => {
    const endpoint = existing.find((name) => name === wanted);
    if (endpoint !== undefined) return endpoint;
    throw unknownName("endpoint", wanted, existing);
  });
}

function selected(
  paths: readonly string[] | undefined,
  existing: readonly FoundArray[],
  what: "input" | "output",
): readonly FoundArray[] {
  if (paths === undefined || paths.length === 0) return existing;
  return paths.map((wanted) => {
    const found = existing.find(({ path }) => path === wanted);
    if (found !== undefined) return found;
    throw unknownName(`${what} path`, wanted, existing.map(({ path }) => path));
  });
}

function unknownName(what: string, wanted: string, known: readonly string[]): TesseraError {
  const nearest = findNearestName(wanted, known);
  return new TesseraError(
    "bad_input",
    `Cannot check gradients: ${what} "${wanted}" is not one of those checked ` +
      `(${known.join(", ")})`,
    nearest === undefined ? {} : { hint: `Did you mean "${nearest}"?` },
  );
}
