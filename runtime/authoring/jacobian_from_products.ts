/** A Jacobian made from products with it, one element at a time. @module */

import { type DType, dtypeInfo, isDType } from "../arrays/dtype.ts";
import { NDArray } from "../arrays/ndarray.ts";
import { type Values, valuesOf, zeroValues } from "../gradients/values.ts";
import { getAtPath } from "../schema/paths.ts";
import { arrayAt, arrayFrom, type ArraysByPath, asArray } from "./array_values.ts";
import type { Jacobian } from "./finite_difference_jacobian.ts";

/** A module's `vector_jacobian_product` or `jacobian_vector_product`. */
export type ProductFunction<Inputs> = (
  inputs: Inputs,
  inputPaths: Set<string>,
  outputPaths: Set<string>,
  vector: Record<string, unknown>,
) => unknown;

/**
 * A Jacobian from a module's `vector_jacobian_product`, which is called once for every element of the
 * outputs. Cheaper than {@linkcode jacobianFromJvp} where the inputs have more elements.
 *
 * @param evaluate Says which shapes and dtypes the outputs have: `abstract_eval`, or `apply`. It gets
 * the inputs themselves.
 * @returns Arrays in the outputs' dtypes.
 */
export async function jacobianFromVjp<Inputs>(
  vjp: ProductFunction<Inputs>,
  evaluate: (inputs: Inputs) => unknown,
  inputs: Inputs,
  jacInputs: Iterable<string>,
  jacOutputs: Iterable<string>,
): Promise<Jacobian> {
  const inputPaths = [...jacInputs];
  const outputs = await evaluate(inputs);
  const jacobian: Jacobian = {};
  for (const output of jacOutputs) {
    const form = formOf(getAtPath(outputs, output), output);
    const rows = new Map(inputPaths.map((input) => {
      const shape = [...form.shape, ...arrayAt(inputs, input).shape];
      return [input, zeroValues(shape, { isComplex: dtypeInfo(form.dtype).lanes === 2 })];
    }));
    for (let element = 0; element < sizeOf(form.shape); element++) {
      const gradient = await vjp(inputs, new Set(inputPaths), new Set([output]), {
        [output]: oneHot(form, element),
      });
      for (const [input, sum] of rows) {
        const row = valuesOf(asArray((gradient as ArraysByPath)[input], input));
        place(row, sum, { start: element * row.re.length, stride: 1 });
      }
    }
    jacobian[output] = Object.fromEntries(
      Array.from(rows, ([input, sum]) => [input, arrayFrom(sum, form.dtype)]),
    );
  }
  return jacobian;
}

/**
 * A Jacobian from a module's `jacobian_vector_product`, which is called once for every element of the
 * inputs. Cheaper than {@linkcode jacobianFromVjp} where the outputs have more elements. An input
 * without elements has no entry.
 *
 * @returns Arrays in the dtypes that the products have.
 */
export async function jacobianFromJvp<Inputs>(
  jvp: ProductFunction<Inputs>,
  inputs: Inputs,
  jacInputs: Iterable<string>,
  jacOutputs: Iterable<string>,
): Promise<Jacobian> {
  const outputPaths = [...jacOutputs];
  const jacobian: Jacobian = Object.fromEntries(outputPaths.map((path) => [path, {}]));
  for (const input of jacInputs) {
    const array = arrayAt(inputs, input);
    const isScalar = !(getAtPath(inputs, input) instanceof NDArray);
    const columns = new Map<string, { sum: Values; dtype: DType }>();
    for (let element = 0; element < array.size; element++) {
      const product = await jvp(inputs, new Set([input]), new Set(outputPaths), {
        [input]: oneHot({ shape: array.shape, dtype: array.dtype, isScalar }, element),
      });
      for (const output of outputPaths) {
        const column = asArray((product as ArraysByPath)[output], output);
        const values = valuesOf(column);
        const found = columns.get(output) ?? {
          sum: zeroValues([...column.shape, ...array.shape], { isComplex: values.im !== null }),
          dtype: column.dtype,
        };
        columns.set(output, found);
        place(values, found.sum, { start: element, stride: array.size });
      }
    }
    for (const [output, { sum, dtype }] of columns) {
      jacobian[output] = { ...jacobian[output], [input]: arrayFrom(sum, dtype) };
    }
  }
  return jacobian;
}

interface Form {
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** Whether modules see the plain element in place of an array. */
  readonly isScalar: boolean;
}

/** Shape and dtype of an output, from the output itself or from what stands for it. */
function formOf(value: unknown, path: string): Form {
  const isDescribed = typeof value === "object" && value !== null && !(value instanceof NDArray) &&
    "shape" in value && "dtype" in value;
  const { shape, dtype } = isDescribed ? value : asArray(value, path);
  if (isDType(dtype) && Array.isArray(shape)) {
    return { shape: shape.map(Number), dtype, isScalar: shape.length === 0 };
  }
  throw new TypeError(
    `Cannot find the form of output "${path}": found shape ${Deno.inspect(shape)} and dtype ` +
      `${Deno.inspect(dtype)}, expected a list of lengths and a known dtype`,
  );
}

/** Zero everywhere but for a one at one element. */
function oneHot({ shape, dtype, isScalar }: Form, element: number): unknown {
  const values = zeroValues(shape, { isComplex: dtypeInfo(dtype).lanes === 2 });
  values.re[element] = 1;
  const array = arrayFrom(values, dtype);
  return isScalar && shape.length === 0 ? array.at() : array;
}

function place(
  values: Values,
  into: Values,
  { start, stride }: { start: number; stride: number },
): void {
  for (let k = 0; k < values.re.length; k++) {
    into.re[start + k * stride] = values.re[k] ?? NaN;
    if (into.im !== null) into.im[start + k * stride] = values.im?.[k] ?? 0;
  }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}
