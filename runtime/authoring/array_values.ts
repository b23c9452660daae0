/** Arrays in what modules take and give, whatever form they have there. @module */

import { decodeArrayField, isArrayFault } from "../arrays/decode.ts";
import { type DType, dtypeInfo } from "../arrays/dtype.ts";
import { NDArray } from "../arrays/ndarray.ts";
import type { ArraySpec } from "../arrays/spec.ts";
import type { Values } from "../gradients/values.ts";
import { boxed } from "../schema/array_schema.ts";
import { IN_MEMORY } from "../schema/parse_context.ts";
import { getAtPath, setAtPath } from "../schema/paths.ts";

/** Arrays by path, as gradient functions take and give them. */
export type ArraysByPath = Readonly<Record<string, unknown>>;

/**
 * The array at a path of the inputs or outputs; a plain number is a scalar of float64.
 *
 * @throws {RangeError} When the path leads nowhere.
 * @throws {TypeError} When there is no array.
 */
export function arrayAt(tree: unknown, path: string): NDArray {
  return asArray(getAtPath(tree, path), path);
}

/** The array that a value stands for. @throws {TypeError} For anything else. */
export function asArray(value: unknown, path: string): NDArray {
  if (value instanceof NDArray) return value;
  const isPlain = typeof value === "number" || Array.isArray(value);
  const spec: ArraySpec = {
    dtype: isPlain ? "float64" : null,
    shape: "any",
    differentiable: false,
  };
  const array = decodeArrayField(boxed(value, spec), spec, IN_MEMORY);
  if (!isArrayFault(array)) return array;
  throw new TypeError(`Cannot differentiate "${path}": expected an array of numbers, ${array.msg}`);
}

/**
 * A copy of the inputs with other arrays at some paths. Arrays, lists and objects are copied, so that
 * functions may write to what they are given.
 */
export function withArrays(inputs: unknown, arrays: ReadonlyMap<string, NDArray>): unknown {
  let tree = copyTree(inputs);
  for (const [path, array] of arrays) {
    const isScalar = !(getAtPath(inputs, path) instanceof NDArray) && array.shape.length === 0;
    tree = setAtPath(tree, path, isScalar ? array.at() : array);
  }
  return tree;
}

/** Values as an array: float64, complex128 where they have imaginary parts, or a dtype of choice. */
export function arrayFrom({ shape, re, im }: Values, dtype?: DType): NDArray {
  const wanted = dtype ?? (im === null ? "float64" : "complex128");
  const array = NDArray.zeros(wanted, shape);
  const { lanes } = dtypeInfo(wanted);
  const data = array.data as unknown as { [index: number]: number };
  for (let k = 0; k < re.length; k++) {
    data[k * lanes] = re[k] ?? NaN;
    if (lanes === 2) data[k * lanes + 1] = im?.[k] ?? 0;
  }
  return array;
}

function copyTree(value: unknown): unknown {
  if (value instanceof NDArray) return NDArray.from(value.dtype, value.shape, value.data.slice());
  if (Array.isArray(value)) return value.map(copyTree);
  if (typeof value !== "object" || value === null) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copyTree(item)]));
}
