/** JSON schemas as they stand in an OpenAPI document, and how to look into them. @module */

/** A JSON schema (draft 2020-12), not yet looked at. */
export type Schema = Readonly<Record<string, unknown>>;

/** Whether a JSON value is an object. */
export function isObject(json: unknown): json is Record<string, unknown> {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

/** A schema below a keyword; what is no object admits everything. */
export function subschema(json: unknown): Schema {
  return isObject(json) ? json : {};
}

/** Schemas in a list below a keyword. */
export function subschemas(json: unknown): Schema[] {
  return Array.isArray(json) ? json.map(subschema) : [];
}

/** Finds what `$ref` names in a document, as often as it leads on; keywords beside it win. */
export function resolveRef(schema: Schema, document: Schema): Schema {
  let found = schema;
  for (let steps = 0; typeof found.$ref === "string" && steps < 20; steps++) {
    const { $ref, ...beside } = found;
    const target = String($ref).replace(/^#\//, "").split("/")
      .reduce<unknown>(
        (at, part) => isObject(at) ? at[unescapePointer(part)] : undefined,
        document,
      );
    found = { ...subschema(target), ...beside };
  }
  return found;
}

/** A text below a keyword. */
export function textOf(json: unknown): string | undefined {
  return typeof json === "string" && json !== "" ? json : undefined;
}

/** A number below a keyword. */
export function numberOf(json: unknown): number | undefined {
  return typeof json === "number" ? json : undefined;
}

function unescapePointer(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}
