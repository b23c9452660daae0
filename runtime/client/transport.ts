/** How a client reaches a module. @module */

import type { CallOptions } from "./options.ts";

/** The endpoints that take a request. */
export type CallableEndpoint =
  | "apply"
  | "jacobian"
  | "jacobian_vector_product"
  | "vector_jacobian_product"
  | "abstract_eval";

/** A served module, or one in this process. */
export interface Transport {
  /**
   * Calls an endpoint.
   *
   * @param request The request's fields; arrays as `NDArray` or typed arrays.
   * @returns Plain objects with an `NDArray` for each array, the element itself for a scalar.
   * @throws {ValidationError} When the module refuses the request.
   */
  call(
    endpoint: CallableEndpoint,
    request: Readonly<Record<string, unknown>>,
    options: CallOptions,
  ): Promise<unknown>;
  /** Whether the module can be called: `{"status": "ok"}`. */
  health(options: CallOptions): Promise<unknown>;
  /** The OpenAPI document. */
  openapi(options: CallOptions): Promise<unknown>;
}
