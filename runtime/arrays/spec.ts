/** What a schema says about one array field. @module */

import type { DType } from "./dtype.ts";

/** Axis lengths: a number is fixed, `null` is any length (0 included), `"any"` is any rank. */
export type ShapeSpec = readonly (number | null)[] | "any";

/** The dtype and shape an array field promises; upstream's `Array[shape, dtype]`. */
export interface ArraySpec {
  /** `null` accepts any dtype and keeps it. */
  readonly dtype: DType | null;
  /** `[]` is a scalar. */
  readonly shape: ShapeSpec;
  /** Whether gradients with respect to it may be asked for. */
  readonly differentiable: boolean;
}
