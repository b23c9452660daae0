/** What `tesseract-runtime <endpoint> -h` tells of the endpoint, from the OpenAPI document. @module */

const MAX_DEPTH = 8;
const INDENT = "    ";

/**
 * The endpoint's description and the fields of its request and response, as an indented tree.
 *
 * @param document An OpenAPI document.
 * @param endpoint Name of the endpoint in it.
 * @returns Text that ends with a line end; empty when the document does not have the endpoint.
 */
export function describeEndpoint(document: unknown, endpoint: string): string {
  const operation = pick(document, "paths", `/${endpoint}`, "post");
  if (operation === undefined) return "";
  const request = pick(operation, "requestBody", "content", "application/json", "schema");
  const response = pick(operation, "responses", "200", "content", "application/json", "schema");
  const parts = [textOf(operation, "description")];
  for (const [title, schema] of [["Input schema", request], ["Returns", response]] as const) {
    const lines = describeFields(document, schema, 1);
    if (lines.length > 0) parts.push(`${title}:\n${lines.join("\n")}`);
  }
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function describeFields(document: unknown, schema: unknown, depth: number): string[] {
  const properties = pick(resolve(document, schema), "properties");
  if (depth > MAX_DEPTH || !isObject(properties)) return [];
  return Object.entries(properties).flatMap(([name, field]) => {
    const resolved = resolve(document, field);
    const about = textOf(field, "description") || textOf(resolved, "description");
    const fallback = pick(field, "default");
    const note = fallback === undefined ? "" : ` [default: ${JSON.stringify(fallback)}]`;
    const line = `${INDENT.repeat(depth)}${name}: ${about}${note}`.trimEnd();
    // an array's own envelope is the same everywhere
    return isArray(resolved) ? [line] : [line, ...describeFields(document, field, depth + 1)];
  });
}

function isArray(schema: unknown): boolean {
  return pick(schema, "array_flags") !== undefined ||
    pick(schema, "properties", "object_type", "const") === "array";
}

function resolve(document: unknown, schema: unknown): unknown {
  const reference = textOf(schema, "$ref");
  if (!reference.startsWith("#/")) return schema;
  return pick(document, ...reference.slice(2).split("/"));
}

function pick(node: unknown, ...keys: readonly string[]): unknown {
  let current = node;
  for (const key of keys) {
    if (!isObject(current) || !Object.hasOwn(current, key)) return undefined;
    current = current[key];
  }
  return current;
}

function textOf(node: unknown, key: string): string {
  const value = pick(node, key);
  return typeof value === "string" ? value : "";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
