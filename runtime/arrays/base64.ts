/** The `base64` encoding: bytes as a JSON string, optionally in an LZ4 frame. @module */

import { LongText } from "../payload/long_text.ts";
import { ArrayFaultError, nonNumeric, undecodable } from "./array_fault.ts";
import { decodeStrictBase64 } from "./base64_text.ts";
import type { ArrayEncoding } from "./encoding.ts";
import { decompressed } from "./compression.ts";
import { compressFrame } from "./lz4_frame.ts";
import { arrayOver, byteLengthOf } from "./raw_bytes.ts";

/** Observed with tesseract-core 1.15; see docs/wire-format.md. */
export const base64Encoding: ArrayEncoding = {
  name: "base64",
  decode({ buffer, compression }, header) {
    if (typeof buffer !== "string" && !(buffer instanceof LongText)) {
      throw new ArrayFaultError(nonNumeric());
    }
    const bytes = decodeStrictBase64(buffer);
    if (bytes === undefined) {
      throw new ArrayFaultError(undecodable("base64", "Non-base64 digit found"));
    }
    const raw = compression === null ? bytes : decompressed(bytes, byteLengthOf(header), "base64");
    return arrayOver(raw, header, "base64");
  },
  encode(array, out, { compression }) {
    out.text('{"buffer":"');
    out.base64(compression === null ? array.bytes() : compressFrame(array.bytes()));
    out.text('","encoding":"base64"');
    out.text(compression === null ? "}" : `,"compression":"${compression}"}`);
  },
};
