/** Marks arrays that gradients can be asked for. @module */

import { arraySpecOf, withSpec, type ZodArrayField } from "./array_schema.ts";

/**
 * Marks an array or scalar schema, so that the gradient endpoints accept its paths. The given schema
 * stays as it is; optional fields are marked inside: `differentiable(array(…)).optional()`.
 *
 * @returns A new schema with the same declaration, description and checks.
 * @throws {TypeError} For any other schema.
 */
export function differentiable<S extends ZodArrayField<unknown, unknown>>(schema: S): S {
  const isSchema = typeof schema === "object" && schema !== null && "_zod" in schema;
  if (!isSchema || arraySpecOf(schema) === undefined) {
    const found = isSchema ? `a schema of type "${schema._zod.def.type}"` : Deno.inspect(schema);
    throw new TypeError(
      `Cannot mark a schema as differentiable: found ${found}, expected array(…) or a scalar ` +
        "type such as Float64; mark it before .optional() and the like",
    );
  }
  return withSpec(schema, { differentiable: true });
}
