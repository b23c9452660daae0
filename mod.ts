/**
 * What a module's author imports as `"tessera"`: the types of schemas, arrays, and the client that
 * calls other modules.
 *
 * @module
 */

export { z } from "zod";
export {
  array,
  type ArrayLike,
  type ArrayValue,
  Bool,
  Complex128,
  Complex64,
  Float16,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  Int8,
  UInt16,
  UInt32,
  UInt64,
  UInt8,
  type ZodArrayField,
} from "./runtime/schema/array_schema.ts";
export { differentiable } from "./runtime/schema/differentiable.ts";
export { type ShapeDType, shapeDtype } from "./runtime/schema/shape_dtype.ts";
export { NDArray, type Nested } from "./runtime/arrays/ndarray.ts";
export type { DType } from "./runtime/arrays/dtype.ts";
export type { ShapeSpec } from "./runtime/arrays/spec.ts";
export type { Complex, ElementOf, TypedData } from "./runtime/arrays/typed_data.ts";
export {
  type AbstractArray,
  type AnyFields,
  type ArrayResult,
  type JacobianRequest,
  type JvpRequest,
  type ModuleExports,
  Tessera,
  TesseraError,
  type VjpRequest,
} from "./runtime/client/tessera.ts";
export type { CallOptions, ClientOptions } from "./runtime/client/options.ts";
export { RemoteError } from "./runtime/client/remote_error.ts";
export { ValidationError } from "./runtime/client/validation_error.ts";
export type { ErrorItem } from "./runtime/schema/error_item.ts";
