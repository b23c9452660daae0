/** One entry of a validation error, in pydantic's form. @module */

/** As upstream answers it in `detail` (spec: tesseract-runtime.md §2.3); key order is part of it. */
export interface ErrorItem {
  /** pydantic's error type, such as `missing` or `array_dtype_mismatch`. */
  type: string;
  /** Where: keys and indices from the root of what was validated. */
  loc: (string | number)[];
  /** A sentence for people. */
  msg: string;
  /** The offending value as it came. */
  input: unknown;
  /** Facts the message was made from. */
  ctx?: Record<string, unknown>;
}
