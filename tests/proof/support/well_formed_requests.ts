/**
 * Request schemas that only admit what a module can compute with.
 *
 * An OpenAPI document cannot say that a buffer holds as many values as the shape says, that two vectors are equally
 * long, or that tangents stand for the inputs that are named beside them. Requests made up from it are nearly all
 * refused. Every request that the schemas made here admit is also admitted by the document, and has to be answered.
 *
 * @module
 */

import {
  isObject,
  type Json,
  type JsonObject,
  listOf,
  objectAt,
  replaceAt,
} from "./json_document.ts";
import {
  type ArrayForm,
  arrayOf,
  arrayWithoutValues,
  arrayWithValues,
  closed,
  FREE_AXIS,
} from "./well_formed_arrays.ts";

/** Endpoints with a request field that has to have a key for each name in another field. */
const VECTORS: Readonly<Record<string, { names: string; vector: string; arraysOf: string }>> = {
  "/jacobian_vector_product": {
    names: "jvp_inputs",
    vector: "tangent_vector",
    arraysOf: "ApplyInputSchema",
  },
  "/vector_jacobian_product": {
    names: "vjp_outputs",
    vector: "cotangent_vector",
    arraysOf: "ApplyOutputSchema",
  },
};

/**
 * The document with other schemas for the bodies of requests; those of answers stay.
 *
 * @throws {Error} When it holds something that has not been thought of here.
 */
export function withWellFormedRequests(document: JsonObject): JsonObject {
  const operations = Object.entries(objectAt(document, "paths"))
    .filter(([, methods]) => isObject(methods) && "post" in methods)
    .map(([path]) => path);
  return operations.reduce((all, path) => {
    const keys = ["paths", path, "post", "requestBody", "content", "application/json", "schema"];
    return replaceAt(all, keys, requestSchema(document, path));
  }, document);
}

function requestSchema(document: JsonObject, path: string): JsonObject {
  // that of abstract_eval itself does not say which shapes fit
  if (path === "/abstract_eval") {
    return narrow(
      document,
      objectAt(document, "components", "schemas", "ApplyInputSchema"),
      arrayWithoutValues,
    );
  }
  const keys = ["paths", path, "post", "requestBody", "content", "application/json", "schema"];
  const schema = narrow(document, objectAt(document, ...keys), arrayWithValues);
  const fields = VECTORS[path];
  return fields === undefined ? schema : withVector(document, schema, fields);
}

function withVector(
  document: JsonObject,
  schema: JsonObject,
  { names, vector, arraysOf }: { names: string; vector: string; arraysOf: string },
): JsonObject {
  const arrays = objectAt(document, "components", "schemas", arraysOf, "differentiable_arrays");
  const paths = Object.keys(arrays);
  if (paths.some((path) => /[[{]/.test(path))) {
    throw new Error(`Cannot make a ${vector} for ${paths.join(", ")}: found a path into a list`);
  }
  const vectors = paths.map((path) => {
    const { dtype = null, shape: axes = [] } = objectAt(arrays, path);
    const lengths = listOf(axes).map((length) => length === null ? FREE_AXIS : Number(length));
    return [path, arrayOf(lengths, { declared: String(dtype), castable: [dtype] })];
  });
  const properties = {
    ...objectAt(schema, "properties"),
    [names]: { const: paths },
    [vector]: closed(Object.fromEntries(vectors)),
  };
  return { ...schema, properties };
}

/** The schema without references, without texts of a pattern, and with every list filled. */
function narrow(document: JsonObject, node: Json, arrayForm: ArrayForm): JsonObject {
  if (!isObject(node)) throw new Error(`Cannot narrow the schema ${JSON.stringify(node)}`);
  if (typeof node.$ref === "string") {
    return narrow(document, objectAt(document, ...node.$ref.split("/").slice(1)), arrayForm);
  }
  if ("array_flags" in node) return arrayForm(node);
  if (typeof node.pattern === "string") return { const: firstPath(node.pattern) };
  const child = (item: Json) => narrow(document, item, arrayForm);
  const { title: _title, description: _description, default: _default, ...rest } = node;
  return {
    ...rest,
    ...(isObject(node.properties) ? { properties: mapValues(node.properties, child) } : {}),
    ...(isObject(node.items) ? { items: child(node.items), minItems: 1 } : {}),
    ...(isObject(node.additionalProperties)
      ? { additionalProperties: child(node.additionalProperties) }
      : {}),
    // a text of a pattern names files or a place in a list; both would have to be there
    ...(node.anyOf === undefined ? {} : {
      anyOf: listOf(node.anyOf).filter((one) => !isObject(one) || !("pattern" in one)).map(child),
    }),
  };
}

/** "data.[0]" for `^data\.\[\d+\]$`: every list has a first item. */
function firstPath(pattern: string): string {
  const path = pattern.replace(/^\^|\$$/g, "").replaceAll("\\d+", "0").replaceAll("\\", "");
  if (/[()*+^]/.test(path)) throw new Error(`Cannot make up a text of the pattern ${pattern}`);
  return path;
}

function mapValues(object: JsonObject, change: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
