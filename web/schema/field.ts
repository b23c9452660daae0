/** What kind of form a JSON schema asks for. Looks one level deep, so that schemas may contain themselves. @module */

import type { ArrayType } from "../arrays/from_numbers.ts";
import { arrayTypeOf } from "./array_type.ts";
import {
  isObject,
  numberOf,
  resolveRef,
  type Schema,
  subschema,
  subschemas,
  textOf,
} from "./json_schema.ts";

/** A named part of a model. */
export interface Property {
  readonly name: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
}

/** A field by its kind. */
export type Field =
  | { readonly kind: "model"; readonly properties: readonly Property[] }
  | { readonly kind: "dict"; readonly value: Schema; readonly keys: readonly string[] | undefined }
  | { readonly kind: "list"; readonly item: Schema; readonly minItems: number }
  | { readonly kind: "tuple"; readonly items: readonly Schema[] }
  | { readonly kind: "union"; readonly options: readonly Schema[] }
  | { readonly kind: "array"; readonly type: ArrayType; readonly isDifferentiable: boolean }
  | { readonly kind: "numbers"; readonly isInteger: boolean; readonly minItems: number }
  | { readonly kind: "paths"; readonly known: readonly string[]; readonly hasPatterns: boolean }
  | { readonly kind: "number"; readonly isInteger: boolean; readonly limits: Limits }
  | { readonly kind: "text"; readonly minLength: number; readonly maxLength: number | undefined }
  | { readonly kind: "flag" }
  | { readonly kind: "choice"; readonly options: readonly unknown[] }
  | { readonly kind: "null" }
  | { readonly kind: "json" };

/** What a number may be. */
export interface Limits {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
}

/** The field that a schema asks for. */
export function fieldOf(given: Schema, document: Schema): Field {
  const schema = resolveRef(given, document);
  const type = arrayTypeOf(schema);
  if (type !== undefined) {
    const flags = schema.array_flags;
    const isDifferentiable = Array.isArray(flags) && flags.includes("DIFFERENTIABLE");
    return { kind: "array", type, isDifferentiable };
  }
  const options = subschemas(schema.anyOf ?? schema.oneOf);
  if (options.length === 1) return fieldOf(subschema(options[0]), document);
  if (options.length > 1) return { kind: "union", options };
  if ("const" in schema) return { kind: "choice", options: [schema.const] };
  if (Array.isArray(schema.enum)) return { kind: "choice", options: schema.enum };
  switch (schema.type) {
    case "object":
      return objectField(schema);
    case "array":
      return listField(schema, document);
    case "integer":
    case "number":
      return { kind: "number", isInteger: schema.type === "integer", limits: limitsOf(schema) };
    case "string":
      return {
        kind: "text",
        minLength: numberOf(schema.minLength) ?? 0,
        maxLength: numberOf(schema.maxLength),
      };
    case "boolean":
      return { kind: "flag" };
    case "null":
      return { kind: "null" };
    default:
      return { kind: "json" };
  }
}

/** What the author says of a field. */
export function descriptionOf(given: Schema, document: Schema): string | undefined {
  return textOf(resolveRef(given, document).description);
}

function objectField(schema: Schema): Field {
  if (isObject(schema.properties)) {
    const required = Array.isArray(schema.required) ? schema.required : [];
    const properties = Object.entries(schema.properties).map(([name, property]) => ({
      name,
      schema: subschema(property),
      isRequired: required.includes(name),
    }));
    return { kind: "model", properties };
  }
  const patterns = Object.values(subschema(schema.patternProperties));
  if (patterns.length === 1) {
    return { kind: "dict", value: subschema(patterns[0]), keys: undefined };
  }
  if (!isObject(schema.additionalProperties)) return { kind: "json" };
  return { kind: "dict", value: schema.additionalProperties, keys: keysOf(schema) };
}

/** The keys that a dict may have, where they are listed. */
function keysOf(schema: Schema): string[] | undefined {
  const names = subschema(schema.propertyNames);
  if (typeof names.const === "string") return [names.const];
  return Array.isArray(names.enum) ? names.enum.map(String) : undefined;
}

function listField(schema: Schema, document: Schema): Field {
  if (Array.isArray(schema.prefixItems)) {
    return { kind: "tuple", items: subschemas(schema.prefixItems) };
  }
  const item = resolveRef(subschema(schema.items), document);
  const minItems = numberOf(schema.minItems) ?? 0;
  if (schema.uniqueItems === true) {
    const options = "anyOf" in item ? subschemas(item.anyOf) : [item];
    const known = options.flatMap((option) =>
      typeof option.const === "string" ? [option.const] : []
    );
    const hasPatterns = options.some((option) => typeof option.pattern === "string");
    if (known.length > 0 || hasPatterns) return { kind: "paths", known, hasPatterns };
  }
  const itemField = fieldOf(item, document);
  return itemField.kind === "number"
    ? { kind: "numbers", isInteger: itemField.isInteger, minItems }
    : { kind: "list", item, minItems };
}

function limitsOf(schema: Schema): Limits {
  const names = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
  return Object.fromEntries(
    names.flatMap((name) => typeof schema[name] === "number" ? [[name, schema[name]]] : []),
  );
}
