/** What the OpenAPI document is made of. @module */

/** A JSON Schema object (draft 2020-12, as OpenAPI 3.1 uses it). */
export type JsonSchema = Record<string, unknown>;

/** A reference to a component. */
export function ref(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

/** Whether a schema is a reference. */
export function isRef(schema: JsonSchema): boolean {
  return "$ref" in schema;
}

/**
 * A mapping with given schemas for keys and values, in pydantic's form: one pattern becomes
 * `patternProperties`, other constraints of text keys `propertyNames`.
 */
export function mapping(keys: JsonSchema, values: JsonSchema): JsonSchema {
  const { type, pattern, ...constraints } = keys;
  const isConstrained = type === "string" && Object.keys(constraints).length > 0;
  return {
    type: "object",
    ...(typeof pattern === "string"
      ? { patternProperties: { [pattern]: values } }
      : { additionalProperties: values }),
    ...(isConstrained ? { propertyNames: constraints } : {}),
  };
}
