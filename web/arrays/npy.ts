/**
 * Reads and writes numpy's `.npy` files, versions 1 to 3: magic, version, length of the header, header as a
 * Python dict, elements (numpy.lib.format).
 *
 * @module
 */

import { type DType, dtypeInfo, DTYPES } from "../../runtime/arrays/dtype.ts";
import { ArrayValue, sizeOf } from "./array_value.ts";

const MAGIC = "\x93NUMPY";
const ALIGNMENT_BYTES = 64;
const KIND_LETTERS = { float: "f", int: "i", uint: "u", bool: "b", complex: "c" } as const;

/** Reads a file; @throws {SyntaxError} when it is none, or holds something other than numbers. */
export function readNpy(file: Uint8Array): ArrayValue {
  const { header, dataStart } = readHeader(file);
  const [, order = "", code = ""] = /'descr'\s*:\s*'([<>|=]?)([a-zA-Z]\d+)'/.exec(header) ?? [];
  const dtype = DTYPES.find((name) => codeOf(name) === code);
  if (dtype === undefined) {
    const found = /'descr'\s*:\s*([^,]+)/.exec(header)?.[1] ?? "no type";
    throw new SyntaxError(
      `Cannot read the .npy file: its elements are ${found}, expected numbers or bools`,
    );
  }
  const shape = shapeOf(header);
  const byteLength = sizeOf(shape) * dtypeInfo(dtype).itemsizeBytes;
  // a copy of its own, so that typed arrays over it are aligned
  let bytes = file.slice(dataStart, dataStart + byteLength);
  if (bytes.byteLength < byteLength) {
    throw new SyntaxError(
      `Cannot read the .npy file: it ends after ${bytes.byteLength} of ${byteLength} bytes of data`,
    );
  }
  if (order === ">") swapBytes(bytes, dtype);
  if (/'fortran_order'\s*:\s*True/.test(header)) bytes = toCOrder(bytes, shape, dtype);
  return new ArrayValue(dtype, shape, bytes);
}

/** Writes a file of version 1. */
export function writeNpy({ dtype, shape, bytes }: ArrayValue): Uint8Array<ArrayBuffer> {
  const order = dtypeInfo(dtype).itemsizeBytes === 1 ? "|" : "<";
  const lengths = shape.map((length) => `${length},`).join(" ");
  const text = `{'descr': '${order}${codeOf(dtype)}', 'fortran_order': False, 'shape': (${
    shape.length > 1 ? lengths.slice(0, -1) : lengths
  }), }`;
  const fixedBytes = MAGIC.length + 4;
  const paddedBytes = Math.ceil((fixedBytes + text.length + 1) / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
  const header = `${text.padEnd(paddedBytes - fixedBytes - 1)}\n`;
  const file = new Uint8Array(paddedBytes + bytes.byteLength);
  file.set([...MAGIC].map((character) => character.charCodeAt(0)));
  file.set([1, 0, header.length & 0xff, header.length >> 8], MAGIC.length);
  file.set(new TextEncoder().encode(header), fixedBytes);
  file.set(bytes, paddedBytes);
  return file;
}

function readHeader(file: Uint8Array): { header: string; dataStart: number } {
  const magic = String.fromCharCode(...file.subarray(0, MAGIC.length));
  const version = file[MAGIC.length] ?? 0;
  if (magic !== MAGIC || file.byteLength < 12 || version < 1 || version > 3) {
    throw new SyntaxError(
      "Cannot read the .npy file: it does not begin like one; save it with numpy.save()",
    );
  }
  const view = new DataView(file.buffer, file.byteOffset);
  const start = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  return {
    header: new TextDecoder().decode(file.subarray(start, start + length)),
    dataStart: start + length,
  };
}

function shapeOf(header: string): number[] {
  const [, lengths] = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(header) ?? [];
  if (lengths === undefined) {
    throw new SyntaxError("Cannot read the .npy file: its header names no shape");
  }
  return lengths.split(",").filter((text) => text.trim() !== "").map((text) => parseInt(text, 10));
}

/** numpy's code without the byte order: "f8", "b1". */
function codeOf(dtype: DType): string {
  const { kind, itemsizeBytes } = dtypeInfo(dtype);
  return `${KIND_LETTERS[kind]}${itemsizeBytes}`;
}

function swapBytes(bytes: Uint8Array, dtype: DType): void {
  const { itemsizeBytes, lanes } = dtypeInfo(dtype);
  const width = itemsizeBytes / lanes;
  for (let at = 0; at < bytes.byteLength; at += width) bytes.subarray(at, at + width).reverse();
}

function toCOrder(
  bytes: Uint8Array<ArrayBuffer>,
  shape: readonly number[],
  dtype: DType,
): Uint8Array<ArrayBuffer> {
  const { itemsizeBytes } = dtypeInfo(dtype);
  const result = new Uint8Array(bytes.byteLength);
  const index = shape.map(() => 0);
  const size = sizeOf(shape);
  for (let target = 0; target < size; target++) {
    let source = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      source = source * (shape[axis] ?? 1) + (index[axis] ?? 0);
    }
    const start = source * itemsizeBytes;
    result.set(bytes.subarray(start, start + itemsizeBytes), target * itemsizeBytes);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] ?? 0) + 1;
      if ((index[axis] ?? 0) < (shape[axis] ?? 1)) break;
      index[axis] = 0;
    }
  }
  return result;
}
