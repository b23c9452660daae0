/** Products made from a whole Jacobian. @module */

import type { NDArray } from "../arrays/ndarray.ts";
import { valuesOf } from "../gradients/values.ts";
import { arrayFrom, type ArraysByPath, asArray } from "./array_values.ts";
import { contractLeading, contractTrailing, sumOf } from "./contraction.ts";

/** A module's `jacobian`. */
export type JacobianFunction<Inputs> = (
  inputs: Inputs,
  jacInputs: Set<string>,
  jacOutputs: Set<string>,
) => unknown;

/**
 * `cotangent · J` from one call of `jacobian`: a module's `vector_jacobian_product` where it has a
 * Jacobian already.
 *
 * @throws {RangeError} When the Jacobian lacks a path, or its shapes do not fit the cotangents.
 */
export async function vjpFromJacobian<Inputs>(
  jacobian: JacobianFunction<Inputs>,
  inputs: Inputs,
  vjpInputs: Iterable<string>,
  vjpOutputs: Iterable<string>,
  cotangentVector: ArraysByPath,
): Promise<Record<string, NDArray>> {
  const paths = { inputs: new Set(vjpInputs), outputs: new Set(vjpOutputs) };
  const rows = await jacobian(inputs, paths.inputs, paths.outputs);
  return Object.fromEntries(Array.from(paths.inputs, (input) => {
    const terms = Array.from(paths.outputs, (output) => {
      const cotangent = valuesOf(asArray(cotangentVector[output], output));
      return contractLeading(cotangent, valuesOf(entryOf(rows, output, input)));
    });
    return [input, arrayFrom(sumOf(terms))];
  }));
}

/**
 * `J · tangent` from one call of `jacobian`: a module's `jacobian_vector_product` where it has a
 * Jacobian already.
 *
 * @throws {RangeError} When the Jacobian lacks a path, or its shapes do not fit the tangents.
 */
export async function jvpFromJacobian<Inputs>(
  jacobian: JacobianFunction<Inputs>,
  inputs: Inputs,
  jvpInputs: Iterable<string>,
  jvpOutputs: Iterable<string>,
  tangentVector: ArraysByPath,
): Promise<Record<string, NDArray>> {
  const paths = { inputs: new Set(jvpInputs), outputs: new Set(jvpOutputs) };
  const rows = await jacobian(inputs, paths.inputs, paths.outputs);
  return Object.fromEntries(Array.from(paths.outputs, (output) => {
    const terms = Array.from(paths.inputs, (input) => {
      const tangent = valuesOf(asArray(tangentVector[input], input));
      return contractTrailing(valuesOf(entryOf(rows, output, input)), tangent);
    });
    return [output, arrayFrom(sumOf(terms))];
  }));
}

/** The array of one output and one input in what a module's `jacobian` gave. */
function entryOf(rows: unknown, output: string, input: string): NDArray {
  const row = memberOf(rows, output);
  const entry = memberOf(row, input);
  if (entry !== undefined) return asArray(entry, `${output}" with respect to "${input}`);
  const missing = row === undefined ? `output "${output}"` : `input "${input}" of "${output}"`;
  throw new RangeError(`Cannot use the result of jacobian: found nothing for ${missing}`);
}

function memberOf(value: unknown, key: string): unknown {
  if (value instanceof Map) return value.get(key);
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}
