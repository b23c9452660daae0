/** What a check of gradients found, and how it is told. @module */

import { pythonRepr } from "../calls/python_text.ts";
import { formatValues } from "./format_values.ts";
import type { Values } from "./values.ts";

/** The endpoints that can be checked, in the order in which they are. */
export const GRADIENT_ENDPOINTS = [
  "jacobian",
  "jacobian_vector_product",
  "vector_jacobian_product",
] as const;

/** An endpoint that gives derivatives. */
export type GradientEndpoint = (typeof GRADIENT_ENDPOINTS)[number];

/** One check that failed: the derivative of an output with respect to one element of an input. */
export interface GradientFailure {
  readonly inputPath: string;
  readonly outputPath: string;
  /** Index of the input's element; empty for a scalar. */
  readonly index: readonly number[];
  /** Both derivatives, over the elements of the output; null when there was an exception. */
  readonly values: { readonly candidate: Values; readonly reference: Values } | null;
  /** What went wrong instead, such as `RangeError: 'bad x' in file /m/tesseract_api.ts, line 7`. */
  readonly exception: string | null;
}

/** The checks of one endpoint. */
export interface EndpointReport {
  readonly endpoint: GradientEndpoint;
  /** How many checks were made, the failed ones included. */
  readonly checks: number;
  readonly failures: readonly GradientFailure[];
}

/** A whole run. */
export interface GradientReport {
  /** One entry per endpoint that was begun. */
  readonly endpoints: readonly EndpointReport[];
  /** Whether nothing failed; an interrupted run can have passed as far as it went. */
  readonly passed: boolean;
  /** Whether the signal ended it early. */
  readonly interrupted: boolean;
  /** What the choice of elements was made with; the same seed repeats it. */
  readonly seed: number;
}

/**
 * A report as text for people, in upstream's words, ending with a newline.
 *
 * @param options `maxFailures` limits the failures that are shown for each endpoint.
 */
export function formatReport(report: GradientReport, options: { maxFailures: number }): string {
  const lines = report.endpoints.flatMap((endpoint) => endpointLines(endpoint, options));
  if (report.interrupted) lines.push("Interrupted");
  if (!report.passed) lines.push("❌ Some gradient checks failed ❌");
  return lines.map((line) => `${line}\n`).join("");
}

function endpointLines(
  { endpoint, checks, failures }: EndpointReport,
  { maxFailures }: { maxFailures: number },
): string[] {
  const counts = `(${failures.length} failures / ${checks} checks)`;
  if (failures.length === 0) return [`✅ Gradient check for ${endpoint} passed ✅ ${counts}`];
  const shown = failures.slice(0, maxFailures);
  return [
    "",
    `⚠️ Gradient check for ${endpoint} failed ⚠️ ${counts}`,
    `First ${shown.length} failures:`,
    ...shown.flatMap((failure) => failureLines(endpoint, failure)),
  ];
}

function failureLines(endpoint: GradientEndpoint, failure: GradientFailure): string[] {
  const { inputPath, outputPath, index, values, exception } = failure;
  const place = `  Input path: ${pythonRepr(inputPath)}, Output path: ${pythonRepr(outputPath)}, ` +
    `Index: ${pythonTuple(index)}`;
  if (values === null) return [place, `  Encountered exception: ${exception}`, ""];
  return [
    place,
    `  ${endpoint} value: ${formatValues(values.candidate)}`,
    `  Finite difference value: ${formatValues(values.reference)}`,
    "",
  ];
}

function pythonTuple(index: readonly number[]): string {
  return index.length === 1 ? `(${index[0]},)` : `(${index.join(", ")})`;
}
