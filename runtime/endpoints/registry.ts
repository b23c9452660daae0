/** All endpoints, in the order of the OpenAPI document. @module */

import { abstractEval } from "./abstract_eval.ts";
import { apply } from "./apply.ts";
import type { Endpoint } from "../calls/endpoint.ts";
import { health } from "./health.ts";
import { jacobian } from "./jacobian.ts";
import { jacobianVectorProduct } from "./jacobian_vector_product.ts";
import { testEndpoint } from "./test_endpoint.ts";
import { vectorJacobianProduct } from "./vector_jacobian_product.ts";

/** A new endpoint is one file and one line here. */
export const ENDPOINTS: readonly Endpoint[] = [
  apply,
  jacobian,
  jacobianVectorProduct,
  vectorJacobianProduct,
  health,
  abstractEval,
  testEndpoint,
];
