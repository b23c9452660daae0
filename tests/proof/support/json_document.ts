/** JSON documents: reaching into them, and copies with one thing changed. @module */

/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Whether it is an object with keys. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The list that a value is. @throws {Error} When it is none. */
export function listOf(value: Json): readonly Json[] {
  if (!Array.isArray(value)) throw new Error(`Found ${JSON.stringify(value)}, expected a list`);
  return value;
}

/** The object below these keys. @throws {Error} When there is none. */
export function objectAt(tree: JsonObject, ...keys: readonly string[]): JsonObject {
  return keys.reduce((node, key) => {
    const next = node[key];
    if (!isObject(next)) throw new Error(`Found no object at ${keys.join(" / ")} of the document`);
    return next;
  }, tree);
}

/** A copy with another value below these keys. @throws {Error} When the way there does not exist. */
export function replaceAt(tree: JsonObject, keys: readonly string[], value: Json): JsonObject {
  const [key = "", ...rest] = keys;
  return {
    ...tree,
    [key]: rest.length === 0 ? value : replaceAt(objectAt(tree, key), rest, value),
  };
}
