/** What an OpenAPI document promises, without the words in which a runtime explains itself. @module */

import { isJsonObject, type JsonTree } from "./json_tree.ts";

/** Components that are copies of the user's models: `Apply_InputSchema`. Their descriptions are the user's. */
const USER_MODEL = /^(Apply|AbstractEval|Jacobian|Jvp|Vjp)_/;

/**
 * The document without descriptions of our own making, where upstream has its own. Of an endpoint's description
 * the last paragraph stays, which is the module's.
 */
export function openapiView(tree: JsonTree): JsonTree {
  if (!isJsonObject(tree) || !isJsonObject(tree.components) || !isJsonObject(tree.paths)) {
    return tree;
  }
  const { schemas } = tree.components;
  if (!isJsonObject(schemas)) return tree;
  const components = Object.entries(schemas).map(([name, schema]) => [
    name,
    USER_MODEL.test(name) ? schema : withoutDescriptions(schema),
  ]);
  const paths = Object.entries(tree.paths).map((
    [path, methods],
  ) => [path, withLastParagraph(methods)]);
  return {
    ...tree,
    paths: Object.fromEntries(paths),
    components: { ...tree.components, schemas: Object.fromEntries(components) },
  };
}

function withoutDescriptions(tree: JsonTree): JsonTree {
  if (Array.isArray(tree)) return tree.map(withoutDescriptions);
  if (!isJsonObject(tree)) return tree;
  const kept = Object.entries(tree).filter(([key, item]) =>
    key !== "description" || typeof item !== "string"
  );
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutDescriptions(item)]));
}

function withLastParagraph(methods: JsonTree): JsonTree {
  if (!isJsonObject(methods)) return methods;
  const all = Object.entries(methods).map(([method, operation]) => {
    if (!isJsonObject(operation)) return [method, operation];
    const paragraphs = String(operation.description).split("\n\n");
    const description = operation.operationId === "test_test_post" ? "" : paragraphs.at(-1) ?? "";
    return [method, { ...operation, description }];
  });
  return Object.fromEntries(all);
}
