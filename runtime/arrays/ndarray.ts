/** Arrays as modules see them. @module */

import { type DType, dtypeInfo } from "./dtype.ts";
import { flatten, toNested } from "./nested.ts";
import { type ElementOf, newData, type TypedData } from "./typed_data.ts";

/** Nested lists of elements, or one element for a scalar. */
export type Nested<T> = T | readonly Nested<T>[];

/**
 * An n-dimensional array over one typed array, in C order (last axis fastest).
 *
 * It offers what modules need to get at their data; for linear algebra hand `data` to a library.
 * Arrays of a request are the module's own: it may write into `data`.
 */
export class NDArray<D extends DType = DType> {
  /** Numpy name of the element type. */
  readonly dtype: D;
  /** Axis lengths, outermost first; `[]` is a scalar. */
  readonly shape: readonly number[];
  /** The elements in C order; see `DataByDType` for bool and complex. */
  readonly data: TypedData<D>;

  /** @throws {RangeError} When the data's length does not fit the shape. */
  constructor(dtype: D, shape: readonly number[], data: TypedData<D>) {
    this.dtype = dtype;
    this.shape = shape;
    this.data = data;
    const expected = sizeOf(shape) * dtypeInfo(dtype).lanes;
    if (data.length !== expected) {
      throw new RangeError(
        `Cannot make an array of shape [${shape}] and dtype ${dtype}: found ${data.length} ` +
          `numbers, expected ${expected}`,
      );
    }
  }

  /** An array over existing data, which it does not copy. */
  static from<D extends DType>(
    dtype: D,
    shape: readonly number[],
    data: TypedData<D>,
  ): NDArray<D> {
    return new NDArray(dtype, shape, data);
  }

  /** An array of zeros. */
  static zeros<D extends DType>(dtype: D, shape: readonly number[]): NDArray<D> {
    return new NDArray(dtype, shape, newData(dtype, sizeOf(shape) * dtypeInfo(dtype).lanes));
  }

  /**
   * An array from nested lists, or a scalar from one element.
   *
   * @throws {RangeError} When the lists are ragged.
   */
  static fromNested<D extends DType>(dtype: D, nested: Nested<ElementOf<D>>): NDArray<D> {
    const { shape, elements } = flatten(nested);
    const array = NDArray.zeros(dtype, shape);
    for (const [k, element] of elements.entries()) array.#set(k, element as ElementOf<D>);
    return array;
  }

  /** Number of elements. */
  get size(): number {
    return this.data.length / dtypeInfo(this.dtype).lanes;
  }

  /**
   * The element at one index an axis; negative indices count from the end.
   *
   * @throws {RangeError} For a wrong number of indices or one that is out of bounds.
   */
  at(...indices: readonly number[]): ElementOf<D> {
    if (indices.length !== this.shape.length) {
      throw new RangeError(
        `Cannot read element [${indices}]: found ${indices.length} indices, expected ` +
          `${this.shape.length} for shape [${this.shape}]`,
      );
    }
    let flat = 0;
    for (const [axis, length] of this.shape.entries()) {
      const index = indices[axis] ?? 0;
      const positive = index < 0 ? index + length : index;
      if (!Number.isInteger(index) || positive < 0 || positive >= length) {
        throw new RangeError(
          `Cannot read element [${indices}]: index ${index} is out of bounds for axis ${axis} ` +
            `of length ${length}`,
        );
      }
      flat = flat * length + positive;
    }
    return this.#get(flat);
  }

  /** A new array of the same dtype and shape; `index` counts elements in C order. */
  map(f: (element: ElementOf<D>, index: number) => ElementOf<D>): NDArray<D> {
    const result = newData(this.dtype, this.data.length);
    if (isNumeric(this.data) && isNumeric(result) && isPlainNumber(this.dtype)) {
      const source = this.data;
      const one = f as unknown as (element: number, index: number) => number;
      for (let k = 0; k < source.length; k++) result[k] = one(source[k] as number, k);
      return new NDArray(this.dtype, this.shape, result);
    }
    const mapped = new NDArray(this.dtype, this.shape, result);
    for (let k = 0; k < this.size; k++) mapped.#set(k, f(this.#get(k), k));
    return mapped;
  }

  /**
   * The same data under another shape, as a view.
   *
   * @param shape May hold one -1, which stands for whatever fits.
   * @throws {RangeError} When the sizes differ.
   */
  reshape(shape: readonly number[]): NDArray<D> {
    const known = shape.reduce((product, length) => length === -1 ? product : product * length, 1);
    const resolved = shape.map((length) => length === -1 ? this.size / known : length);
    const isValid = shape.filter((length) => length === -1).length <= 1 &&
      resolved.every((length) => Number.isInteger(length) && length >= 0);
    if (!isValid || sizeOf(resolved) !== this.size) {
      throw new RangeError(`Cannot reshape [${this.shape}] to [${shape}]: sizes differ`);
    }
    return new NDArray(this.dtype, resolved, this.data);
  }

  /** Nested lists of the elements, or the element of a scalar. */
  toNested(): Nested<ElementOf<D>> {
    return toNested(this.shape, this.elements()) as Nested<ElementOf<D>>;
  }

  /** The elements in C order, as a list. */
  elements(): ElementOf<D>[] {
    const list: unknown[] = new Array(this.size);
    if (isPlain(this.dtype)) {
      for (let k = 0; k < list.length; k++) list[k] = this.data[k];
    } else {
      for (let k = 0; k < list.length; k++) list[k] = this.#get(k);
    }
    return list as ElementOf<D>[];
  }

  /** The bytes of the elements, little-endian and in C order, as a view. */
  bytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.data.buffer, this.data.byteOffset, this.data.byteLength);
  }

  #get(k: number): ElementOf<D> {
    switch (dtypeInfo(this.dtype).kind) {
      case "bool":
        return (this.data[k] !== 0) as ElementOf<D>;
      case "complex":
        return { re: this.data[2 * k], im: this.data[2 * k + 1] } as ElementOf<D>;
      default:
        return this.data[k] as ElementOf<D>;
    }
  }

  #set(k: number, element: ElementOf<D>): void {
    const data = this.data as { [index: number]: number | bigint };
    if (typeof element === "object") {
      data[2 * k] = element.re;
      data[2 * k + 1] = element.im;
    } else if (typeof element === "boolean") data[k] = Number(element);
    else if (dtypeInfo(this.dtype).kind === "complex") data[2 * k] = Number(element);
    else if (typeof this.data[0] === "bigint" || this.dtype.endsWith("int64")) {
      data[k] = BigInt(element);
    } else data[k] = Number(element);
  }
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/** Elements are what the typed array gives. */
function isPlain(dtype: DType): boolean {
  const { kind } = dtypeInfo(dtype);
  return kind !== "bool" && kind !== "complex";
}

function isPlainNumber(dtype: DType): boolean {
  return isPlain(dtype) && !dtype.endsWith("int64");
}

function isNumeric(data: TypedData): data is Exclude<TypedData, TypedData<"int64" | "uint64">> {
  return !(data instanceof BigInt64Array || data instanceof BigUint64Array);
}
