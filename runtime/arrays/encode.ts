/** Writes arrays into a response. @module */

import type { Compression, OutputFormat } from "../config/config.ts";
import type { SegmentWriter } from "../payload/segments.ts";
import type { BinrefWriter } from "./binref.ts";
import type { ArrayEncoding } from "./encoding.ts";
import { base64Encoding } from "./base64.ts";
import { binrefEncoding } from "./binref.ts";
import { jsonEncoding } from "./json.ts";
import type { NDArray } from "./ndarray.ts";

/** How the arrays of one response are written. */
export interface EncodeContext {
  readonly format: OutputFormat;
  readonly compression: Compression | null;
  /** Needed by `json+binref`. */
  readonly binref?: BinrefWriter;
}

const BY_FORMAT: Readonly<Record<OutputFormat, ArrayEncoding>> = {
  "json": jsonEncoding,
  "json+base64": base64Encoding,
  "json+binref": binrefEncoding,
};

/**
 * Writes an array as an envelope: `object_type`, `shape`, `dtype`, `data`, in this order.
 *
 * The bytes are not copied before the response is sent; the array must not change until then.
 */
export function encodeArray(array: NDArray, out: SegmentWriter, ctx: EncodeContext): void {
  out.text(
    `{"object_type":"array","shape":[${array.shape.join(",")}],"dtype":"${array.dtype}","data":`,
  );
  const { format, compression, binref } = ctx;
  BY_FORMAT[format].encode(array, out, { compression, binref });
  out.text("}");
}
