/** Array fields of a module's schemas. @module */

import { z } from "zod";
import { decodeArrayField, isArrayFault } from "../arrays/decode.ts";
import { type DType, dtypeInfo, DTYPES, isDType } from "../arrays/dtype.ts";
import { NDArray, type Nested } from "../arrays/ndarray.ts";
import type { ArraySpec, ShapeSpec } from "../arrays/spec.ts";
import type { Complex, ElementOf, TypedData } from "../arrays/typed_data.ts";
import { addFault } from "./fault.ts";
import { contextOf, EXACTNESS, floorExactness } from "./parse_context.ts";

/** What a module gets for an array field: the element itself for a scalar. */
export type ArrayValue<D extends DType, S extends ShapeSpec> = S extends readonly [] ? ElementOf<D>
  : NDArray<D>;

/** What a module may give for an array field. */
export type ArrayLike<D extends DType> =
  | NDArray
  | TypedData
  | Nested<ElementOf<D> | number | boolean>;

interface ArrayDef extends z.core.$ZodTypeDef {
  type: "custom";
  readonly spec: ArraySpec;
}

interface ArrayInternals<Output, Input> extends z.core.$ZodTypeInternals<Output, Input> {
  def: ArrayDef;
}

/** The schema of an array or scalar of a declared dtype and shape. */
export interface ZodArrayField<Output = unknown, Input = unknown>
  extends z.ZodType<Output, Input, ArrayInternals<Output, Input>> {
  _zod: ArrayInternals<Output, Input>;
}

const ZodArrayField: z.core.$constructor<ZodArrayField, ArrayDef> = z.core.$constructor(
  "TesseraArray",
  (inst, def) => {
    z.ZodType.init(inst, def);
    const { spec } = def;
    const isScalar = spec.shape.length === 0;
    inst._zod.parse = (payload, ctx) => {
      const array = decodeArrayField(boxed(payload.value, spec), spec, contextOf(ctx));
      floorExactness(ctx, EXACTNESS.lax);
      if (isArrayFault(array)) return addFault(payload, array);
      payload.value = isScalar ? array.at() : array;
      return payload;
    };
  },
);

/**
 * An array field. A module gets an {@linkcode NDArray}, or the element itself where the shape is `[]`.
 *
 * @param dtype One of the 14 dtypes, another array schema whose dtype is taken, or null for any.
 * @param shape A length an axis, null for any length; `"any"` for any rank.
 * @throws {TypeError} For an unknown dtype.
 * @throws {RangeError} For lengths that are negative or no integers.
 * @example A vector of any length
 * ```ts
 * import { array } from "./array_schema.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(array("float64", [null]).parse([1, 2]).shape, [2]);
 * ```
 */
export function array<D extends DType = DType, const S extends ShapeSpec = ShapeSpec>(
  dtype: D | ZodArrayField | null,
  shape: S,
): ZodArrayField<ArrayValue<D, S>, ArrayLike<D>> {
  const spec: ArraySpec = {
    dtype: checkedDType(dtype),
    shape: checkedShape(shape),
    differentiable: false,
  };
  return makeArrayField(spec) as ZodArrayField<ArrayValue<D, S>, ArrayLike<D>>;
}

/** The declaration of an array schema; undefined for any other schema, wrappers included. */
export function arraySpecOf(schema: z.core.$ZodType): ArraySpec | undefined {
  const def = schema._zod.def;
  return schema._zod.traits.has("TesseraArray") && "spec" in def
    ? def.spec as ArraySpec
    : undefined;
}

/** A schema like another one with a changed declaration; descriptions and checks are kept. */
export function withSpec<S extends ZodArrayField>(schema: S, change: Partial<ArraySpec>): S {
  const def: ArrayDef = { ...schema._zod.def, spec: { ...schema._zod.def.spec, ...change } };
  return schema.clone(def, { parent: true });
}

/** The value itself, or an array in place of `{re, im}` for a complex scalar. */
export function boxed(value: unknown, { dtype }: ArraySpec): unknown {
  const complex = dtype ?? "complex128";
  if (!isComplex(value) || dtypeInfo(complex).kind !== "complex") return value;
  return NDArray.fromNested(complex as "complex128", value);
}

/** A half-precision scalar. */
export const Float16: ZodArrayField<number, ArrayLike<"float16">> = array("float16", []);
/** A single-precision scalar. */
export const Float32: ZodArrayField<number, ArrayLike<"float32">> = array("float32", []);
/** A double-precision scalar. */
export const Float64: ZodArrayField<number, ArrayLike<"float64">> = array("float64", []);
/** An integer scalar of 8 bits. */
export const Int8: ZodArrayField<number, ArrayLike<"int8">> = array("int8", []);
/** An integer scalar of 16 bits. */
export const Int16: ZodArrayField<number, ArrayLike<"int16">> = array("int16", []);
/** An integer scalar of 32 bits. */
export const Int32: ZodArrayField<number, ArrayLike<"int32">> = array("int32", []);
/** An integer scalar of 64 bits; a bigint to the module. */
export const Int64: ZodArrayField<bigint, ArrayLike<"int64">> = array("int64", []);
/** A boolean scalar. */
export const Bool: ZodArrayField<boolean, ArrayLike<"bool">> = array("bool", []);
/** An unsigned integer scalar of 8 bits. */
export const UInt8: ZodArrayField<number, ArrayLike<"uint8">> = array("uint8", []);
/** An unsigned integer scalar of 16 bits. */
export const UInt16: ZodArrayField<number, ArrayLike<"uint16">> = array("uint16", []);
/** An unsigned integer scalar of 32 bits. */
export const UInt32: ZodArrayField<number, ArrayLike<"uint32">> = array("uint32", []);
/** An unsigned integer scalar of 64 bits; a bigint to the module. */
export const UInt64: ZodArrayField<bigint, ArrayLike<"uint64">> = array("uint64", []);
/** A complex scalar of two single-precision numbers. */
export const Complex64: ZodArrayField<Complex, ArrayLike<"complex64">> = array("complex64", []);
/** A complex scalar of two double-precision numbers. */
export const Complex128: ZodArrayField<Complex, ArrayLike<"complex128">> = array("complex128", []);

function makeArrayField(spec: ArraySpec): ZodArrayField {
  return new ZodArrayField({ type: "custom", spec });
}

function checkedDType(dtype: unknown): DType | null {
  if (dtype === null || isDType(dtype)) return dtype;
  const known = typeof dtype === "object" && dtype !== undefined && "_zod" in dtype
    ? arraySpecOf(dtype as z.core.$ZodType)
    : undefined;
  if (known !== undefined) return known.dtype;
  throw new TypeError(
    `Cannot declare an array: found dtype ${Deno.inspect(dtype)}, expected one of ` +
      `${DTYPES.join(", ")}, an array type or null`,
  );
}

function checkedShape(shape: unknown): ShapeSpec {
  const isLength = (length: unknown) =>
    length === null || (Number.isSafeInteger(length) && Number(length) >= 0);
  if (shape === "any" || (Array.isArray(shape) && shape.every(isLength))) {
    return shape === "any" ? shape : [...shape];
  }
  throw new RangeError(
    `Cannot declare an array: found shape ${Deno.inspect(shape)}, expected a list of lengths ` +
      `(null for any) or "any"`,
  );
}

function isComplex(value: unknown): value is Complex {
  return typeof value === "object" && value !== null && "re" in value && "im" in value &&
    typeof value.re === "number" && typeof value.im === "number";
}
