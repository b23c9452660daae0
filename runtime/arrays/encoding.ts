/** What an array encoding is; one file each, listed in `encodings.ts`. @module */

import type { Compression } from "../config/config.ts";
import type { SegmentWriter } from "../payload/segments.ts";
import type { BinrefWriter } from "./binref.ts";
import type { DecodeContext } from "./decode.ts";
import type { DType } from "./dtype.ts";
import type { NDArray } from "./ndarray.ts";

/** The envelope around the data (docs/wire-format.md). */
export interface ArrayHeader {
  readonly dtype: DType;
  readonly shape: readonly number[];
}

/** The `data` object of an envelope. */
export interface EncodedData {
  readonly buffer: unknown;
  readonly compression: Compression | null;
}

/** What writing needs beside the array. */
export interface DataWriteContext {
  readonly compression: Compression | null;
  /** Where binary files go; only binref uses it. */
  readonly binref: BinrefWriter | undefined;
}

/** How array data are written into JSON. */
export interface ArrayEncoding {
  /** The value of `data.encoding`. */
  readonly name: "json" | "base64" | "binref";
  /**
   * Reads the data of an envelope.
   *
   * @throws {ArrayFaultError} When they do not fit the header.
   */
  decode(data: EncodedData, header: ArrayHeader, ctx: DecodeContext): NDArray;
  /** Writes the whole `data` object. */
  encode(array: NDArray, out: SegmentWriter, ctx: DataWriteContext): void;
}
