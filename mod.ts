/**
 * What a module's author imports as `"tessera"`: the types of schemas, arrays, what to log with, helpers
 * for gradients and files, and the client that calls other modules. Functions that authors know from
 * tesseract-core have their names from there, too.
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
export { inputPath, outputPath, type ZodPath } from "./runtime/schema/path_schema.ts";
export { lazySequence, type ZodLazySequence } from "./runtime/schema/lazy_sequence.ts";
export { lazyList } from "./runtime/schema/lazy_list.ts";
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
export type { RuntimeConfig } from "./runtime/config/config.ts";
export { currentConfig as getConfig } from "./runtime/tracking/current_config.ts";
export {
  logArtifact,
  logArtifact as log_artifact,
  logMetric,
  logMetric as log_metric,
  logParameter,
  logParameter as log_parameter,
} from "./runtime/tracking/log_functions.ts";
export { requireFile, requireFile as require_file } from "./runtime/authoring/require_file.ts";
export type {
  DifferenceAlgorithm,
  DifferenceOptions,
  SampledDifferenceOptions,
} from "./runtime/authoring/difference_options.ts";
export {
  finiteDifferenceJacobian,
  finiteDifferenceJacobian as finite_difference_jacobian,
  type Jacobian,
} from "./runtime/authoring/finite_difference_jacobian.ts";
export {
  finiteDifferenceJvp,
  finiteDifferenceJvp as finite_difference_jvp,
} from "./runtime/authoring/finite_difference_jvp.ts";
export {
  finiteDifferenceVjp,
  finiteDifferenceVjp as finite_difference_vjp,
} from "./runtime/authoring/finite_difference_vjp.ts";
export {
  jvpFromJacobian,
  jvpFromJacobian as jvp_from_jacobian,
  vjpFromJacobian,
  vjpFromJacobian as vjp_from_jacobian,
} from "./runtime/authoring/from_jacobian.ts";
export {
  jacobianFromJvp,
  jacobianFromJvp as jacobian_from_jvp,
  jacobianFromVjp,
  jacobianFromVjp as jacobian_from_vjp,
} from "./runtime/authoring/jacobian_from_products.ts";
