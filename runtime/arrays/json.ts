/** The `json` encoding: nested lists, a flat list, or one value. @module */

import { JsonFloat } from "../payload/json_float.ts";
import { LongText } from "../payload/long_text.ts";
import { ArrayFaultError, expectedInteger, outOfRange, tuple, undecodable } from "./array_fault.ts";
import { castTo } from "./cast.ts";
import { type DType, dtypeInfo } from "./dtype.ts";
import type { ArrayEncoding, ArrayHeader } from "./encoding.ts";
import { writeElements } from "./json_text.ts";
import { NDArray, sizeOf } from "./ndarray.ts";
import { flatten, RaggedError } from "./nested.ts";
import { parsePythonComplex, parsePythonFloat, pythonFloat } from "./python_number.ts";
import { newData } from "./typed_data.ts";

/** Observed with tesseract-core 1.15; see docs/wire-format.md. */
export const jsonEncoding: ArrayEncoding = {
  name: "json",
  decode({ buffer }, header) {
    if (buffer === undefined) throw fault("the buffer is missing");
    const elements = elementsOf(buffer);
    checkSize(elements.length, header);
    const data = newData(header.dtype, elements.length * dtypeInfo(header.dtype).lanes);
    READERS[dtypeInfo(header.dtype).kind](elements, data, header.dtype);
    return new NDArray(header.dtype, header.shape, data);
  },
  encode(array, out) {
    out.text('{"buffer":');
    writeElements(array, out);
    out.text(',"encoding":"json"}');
  },
};

type Target = { [index: number]: number | bigint };
type Reader = (elements: readonly unknown[], into: Target, dtype: DType) => void;

const READERS: Readonly<Record<"float" | "int" | "uint" | "bool" | "complex", Reader>> = {
  float: readFloats,
  int: readIntegers,
  uint: readIntegers,
  bool: (elements, into) => {
    for (const [k, element] of elements.entries()) into[k] = isTruthy(element) ? 1 : 0;
  },
  complex: (elements, into, dtype) => {
    const parts = new Float64Array(elements.length * 2);
    for (const [k, element] of elements.entries()) {
      const value = typeof element === "string"
        ? parsePythonComplex(element)
        : element === null
        ? { re: NaN, im: NaN }
        : { re: numberOf(element), im: 0 };
      if (value === undefined) throw fault(`complex() arg is a malformed string: '${element}'`);
      parts.set([value.re, value.im], 2 * k);
    }
    const whole = new NDArray("complex128", [elements.length], parts);
    const cast = castTo(whole, dtype);
    for (let k = 0; k < cast.data.length; k++) into[k] = cast.data[k] ?? 0;
  },
};

function readFloats(elements: readonly unknown[], into: Target, dtype: DType): void {
  for (let k = 0; k < elements.length; k++) {
    const element = elements[k];
    const value = typeof element === "number" ? element : numberOf(element);
    into[k] = value;
    if (!Number.isFinite(into[k]) && Number.isFinite(value)) {
      throw new ArrayFaultError(outOfRange(dtype, asPython(element)));
    }
  }
}

function readIntegers(elements: readonly unknown[], into: Target, dtype: DType): void {
  const [low, high] = dtypeInfo(dtype).range ?? [0n, 0n];
  const isBig = dtype === "int64" || dtype === "uint64";
  for (const [k, element] of elements.entries()) {
    const value = integerOf(element);
    if (value < low || value > high) {
      throw new ArrayFaultError(outOfRange(dtype, asPython(element)));
    }
    into[k] = isBig ? BigInt(value) : Number(value);
  }
}

function integerOf(element: unknown): number | bigint {
  if (typeof element === "bigint") return element;
  if (typeof element === "string" || element === null || element instanceof LongText) {
    throw fault("expected integer data");
  }
  const value = numberOf(element);
  if (!Number.isInteger(value)) throw new ArrayFaultError(expectedInteger());
  return value;
}

/** As Python judges it: texts by their length. */
function isTruthy(element: unknown): boolean {
  return typeof element === "string" ? element !== "" : element !== null && numberOf(element) !== 0;
}

/** A number as numpy's messages show it. */
function asPython(element: unknown): string {
  if (element instanceof JsonFloat) return pythonFloat(element.value);
  const isFloat = typeof element === "number" && !Number.isSafeInteger(element);
  return isFloat ? pythonFloat(element) : String(element);
}

/** `null` is NaN, because that is how NaN is written. */
function numberOf(element: unknown): number {
  if (typeof element === "number") return element;
  if (element === null) return NaN;
  if (element instanceof JsonFloat) return element.value;
  if (typeof element === "boolean" || typeof element === "bigint") return Number(element);
  const value = typeof element === "string" ? parsePythonFloat(element) : undefined;
  if (value === undefined) throw fault(`could not convert to a number: ${shown(element)}`);
  return value;
}

function elementsOf(buffer: unknown): readonly unknown[] {
  if (Array.isArray(buffer) && !Array.isArray(buffer[0]) && !buffer.some(Array.isArray)) {
    return buffer;
  }
  try {
    return flatten(buffer).elements;
  } catch (error) {
    if (error instanceof RaggedError) throw fault(error.message);
    throw error;
  }
}

function checkSize(count: number, { shape }: ArrayHeader): void {
  if (count === sizeOf(shape)) return;
  const wanted = tuple(shape).replaceAll(", ", ",");
  throw fault(`cannot reshape array of size ${count} into shape ${wanted}`);
}

function fault(text: string): ArrayFaultError {
  return new ArrayFaultError(undecodable("json", text));
}

function shown(element: unknown): string {
  return typeof element === "string" ? `'${element.slice(0, 40)}'` : typeof element;
}
