/** What the schemas of requests and results are called. @module */

/** Names of the request and response models, as they stand in the OpenAPI document. */
const MODELS: ReadonlyMap<string, string> = new Map([
  ["apply", "Apply"],
  ["jacobian", "Jacobian"],
  ["jacobian_vector_product", "JVP"],
  ["vector_jacobian_product", "VJP"],
  ["abstract_eval", "Abstract"],
]);

/** The name of an endpoint's request or response model: `JVPInputSchema`. */
export function modelName(endpoint: string, side: "Input" | "Output"): string {
  return `${MODELS.get(endpoint) ?? ""}${side}Schema`;
}
