/** What a loaded module offers, whatever language it came from. @module */

import type { z } from "zod";

/** The exports of a module that the runtime calls, under their names on the wire. */
export type EndpointFunctionName =
  | "apply"
  | "jacobian"
  | "jacobian_vector_product"
  | "vector_jacobian_product"
  | "abstract_eval";

/** A function of the user's module; it may be async and its result is checked before use. */
export type EndpointFunction = (...args: unknown[]) => unknown;

/** A module that was loaded and met the contract (docs/modules.md). */
export interface UserModule {
  /** Absolute path of the module's file. */
  readonly path: string;
  /** File name without its ending, for messages. */
  readonly name: string;
  /** Doc comments of the endpoint functions, by function name. */
  readonly docs?: Record<string, string>;
  /** The exported `InputSchema`. */
  readonly inputs: z.ZodType;
  /** The exported `OutputSchema`. */
  readonly outputs: z.ZodType;
  /** Only what the module exports; `apply` is always there. */
  readonly functions: Partial<Record<EndpointFunctionName, EndpointFunction>>;
}
