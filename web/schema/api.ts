/** What a served module offers, read from its OpenAPI document. @module */

import { isObject, type Schema, subschema, textOf } from "./json_schema.ts";

/** An endpoint that takes a body. */
export interface Endpoint {
  /** Name and path, without the slash. */
  readonly name: string;
  readonly title: string;
  /** What its author says of it, in paragraphs. */
  readonly description: string;
  readonly request: Schema;
  readonly response: Schema;
}

/** A served module. */
export interface Api {
  readonly title: string;
  readonly version: string | undefined;
  readonly description: string | undefined;
  readonly endpoints: readonly Endpoint[];
  /** Formats in which results may be asked for. */
  readonly formats: readonly string[];
  /** The whole document, which schemas refer to. */
  readonly document: Schema;
}

/** Reads a document; @throws {SyntaxError} when it is none of a served module. */
export function readApi(document: unknown): Api {
  if (!isObject(document) || !isObject(document.paths)) {
    throw new SyntaxError(
      "Cannot read /openapi.json: it holds no paths, expected the document of a served module",
    );
  }
  const info = subschema(document.info);
  const version = textOf(info.version);
  const formats = document["x-supported-output-formats"];
  return {
    title: textOf(info.title) ?? "Module",
    version: version === "unknown" ? undefined : version,
    description: textOf(info.description),
    endpoints: Object.entries(document.paths).flatMap(([path, methods]) =>
      endpointAt(path, methods)
    ),
    formats: Array.isArray(formats) ? formats.map(String) : [],
    document,
  };
}

function endpointAt(path: string, methods: unknown): Endpoint[] {
  const post = subschema(subschema(methods).post);
  const request = contentSchema(post.requestBody);
  if (request === undefined) return [];
  const name = path.replace(/^\//, "");
  return [{
    name,
    title: textOf(post.summary) ?? name,
    description: textOf(post.description) ?? "",
    request,
    response: contentSchema(subschema(post.responses)["200"]) ?? {},
  }];
}

function contentSchema(holder: unknown): Schema | undefined {
  const content = subschema(subschema(holder).content);
  const schema = subschema(content["application/json"]).schema;
  return isObject(schema) ? schema : undefined;
}
