/** OpenAPI documents that leave less to chance. @module */

import { type Json, type JsonObject, objectAt, replaceAt } from "./json_document.ts";

/** Values by the name of the input. */
export type Inputs = Readonly<Record<string, readonly Json[]>>;

/**
 * The document with these values alone for the inputs of these names.
 *
 * @throws {Error} When there is no such input.
 */
export function withInputs(document: JsonObject, inputs: Inputs): JsonObject {
  return Object.entries(inputs).reduce((changed, [name, values]) => {
    const keys = ["components", "schemas", "Apply_InputSchema", "properties", name];
    objectAt(changed, ...keys); // a name that is not there is a mistake
    return replaceAt(changed, keys, { enum: values });
  }, document);
}

/** The document with these inputs alone for the endpoints of gradients; what they name beside them stays. */
export function withGradientInputs(document: JsonObject, inputs: JsonObject): JsonObject {
  return ["Jacobian_InputSchema", "Jvp_InputSchema", "Vjp_InputSchema"]
    .filter((model) => model in objectAt(document, "components", "schemas"))
    .reduce(
      (changed, model) => replaceAt(changed, ["components", "schemas", model], { enum: [inputs] }),
      document,
    );
}
