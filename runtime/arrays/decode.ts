/** From anything that stands for an array to the array as declared. @module */

import type { Compression } from "../config/config.ts";
import {
  type ArrayFault,
  ArrayFaultError,
  invalidDType,
  nonNumeric,
  ragged,
  undecodable,
  wrongRank,
} from "./array_fault.ts";
import { decodeBare } from "./bare.ts";
import { conform, resolveDType, resolveShape, type Strictness } from "./cast.ts";
import { type DType, DTYPES, isDType } from "./dtype.ts";
import type { ArrayHeader } from "./encoding.ts";
import { ENCODINGS, findEncoding } from "./encodings.ts";
import { NDArray } from "./ndarray.ts";
import { RaggedError } from "./nested.ts";
import type { ArraySpec } from "./spec.ts";
import { dtypeOfData, type TypedData } from "./typed_data.ts";

export type { ArrayFault } from "./array_fault.ts";
export { isArrayFault } from "./cast.ts";

/** What decoding depends on beside the value and its declaration. */
export interface DecodeContext extends Strictness {
  /** Folder that relative binrefs are read from. */
  readonly baseDir: string;
  /** Binref files must lie inside one of these; `null` allows any. */
  readonly roots: readonly string[] | null;
  /** Whether binrefs may be URLs. */
  readonly allowUrls: boolean;
}

/**
 * The array that a value stands for: an envelope, plain JSON, or what a module returns (an
 * {@linkcode NDArray}, a typed array, nested lists).
 *
 * An array that is there already is given back as it is, not copied; decoded ones own their memory.
 *
 * @returns The array as declared, or why the value is none.
 */
export function decodeArrayField(
  raw: unknown,
  spec: ArraySpec,
  ctx: DecodeContext,
): NDArray | ArrayFault {
  try {
    if (raw instanceof NDArray) return conform(raw, spec, ctx);
    if (ArrayBuffer.isView(raw)) return conform(overView(raw), spec, ctx);
    if (isEnvelope(raw)) return decodeEnvelope(raw, spec, ctx);
    return conform(decodeBare(raw, spec, ctx), spec, ctx);
  } catch (error) {
    if (error instanceof ArrayFaultError) return error.fault;
    if (error instanceof RaggedError) return ragged(error.message);
    throw error;
  }
}

type Envelope = { readonly [key: string]: unknown };

const ENVELOPE_KEYS = new Set(["object_type", "shape", "dtype", "data"]);
const DATA_KEYS = new Set(["buffer", "encoding", "compression"]);

function overView(view: ArrayBufferView): NDArray {
  const dtype = dtypeOfData(view);
  if (dtype === undefined) throw new ArrayFaultError(nonNumeric());
  const data = view as TypedData;
  return new NDArray(dtype, [data.length], data);
}

function isEnvelope(raw: unknown): raw is Envelope {
  return typeof raw === "object" && raw !== null && !Array.isArray(raw) &&
    Object.hasOwn(raw, "data");
}

function decodeEnvelope(raw: Envelope, spec: ArraySpec, ctx: DecodeContext): NDArray {
  const header = readHeader(raw, spec, ctx);
  const data = raw.data;
  if (typeof data !== "object" || data === null || hasOtherKeys(data, DATA_KEYS)) {
    throw new ArrayFaultError(nonNumeric());
  }
  const { buffer, encoding: name, compression } = data as Envelope;
  const encoding = findEncoding(name);
  if (encoding === undefined) throw new ArrayFaultError(unknownEncoding(name));
  const array = encoding.decode(
    { buffer, compression: readCompression(compression, encoding.name) },
    header,
    ctx,
  );
  return conform(array, spec, ctx);
}

/** Checks the header before the data are touched, so that a wrong one costs nothing. */
function readHeader(raw: Envelope, spec: ArraySpec, ctx: DecodeContext): ArrayHeader {
  const { object_type: type = "array", dtype } = raw;
  if (type !== "array" || hasOtherKeys(raw, ENVELOPE_KEYS)) throw new ArrayFaultError(nonNumeric());
  const shape = readShape(raw.shape, spec);
  if (!isDType(dtype)) {
    throw new ArrayFaultError(
      typeof dtype === "string" ? invalidDType(dtype, DTYPES) : nonNumeric(),
    );
  }
  resolveShape(shape, spec, ctx);
  resolveDType(dtype satisfies DType, spec.dtype, ctx);
  return { shape, dtype };
}

function readShape(raw: unknown, spec: ArraySpec): number[] {
  if (!Array.isArray(raw)) throw new ArrayFaultError(nonNumeric());
  if (spec.shape !== "any" && raw.length !== spec.shape.length) {
    throw new ArrayFaultError(wrongRank(raw.length, spec.shape.length));
  }
  return raw.map((entry: unknown) => {
    const length = typeof entry === "string" && /^[0-9]{1,15}$/.test(entry)
      ? Number(entry)
      : Number(typeof entry === "object" || typeof entry === "boolean" ? entry?.valueOf() : entry);
    if (!Number.isSafeInteger(length) || length < 0 || entry === null || entry === "") {
      throw new ArrayFaultError(nonNumeric());
    }
    return length;
  });
}

function readCompression(raw: unknown, encoding: string): Compression | null {
  if (raw === undefined || raw === null) return null;
  if (raw === "lz4" && encoding !== "json") return raw;
  throw new ArrayFaultError(undecodable(encoding, `unknown compression ${JSON.stringify(raw)}`));
}

function unknownEncoding(name: unknown): ArrayFault {
  if (name === "cuda_ipc") {
    return undecodable(
      "cuda_ipc",
      "GPU transport 'cuda_ipc' is not enabled on this Tesseract (available: ('none',))",
    );
  }
  const known = ENCODINGS.map((encoding) => encoding.name).join(", ");
  if (typeof name !== "string") return undecodable("no", `expected one of ${known}`);
  return undecodable(name.slice(0, 40), `unknown encoding, expected one of ${known}`);
}

function hasOtherKeys(object: object, allowed: ReadonlySet<string>): boolean {
  return Object.keys(object).some((key) => !allowed.has(key));
}
