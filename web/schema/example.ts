/** Values to begin with: the schema's defaults and examples, or plausible ones made up. @module */

import { readJsonArray } from "../arrays/envelope.ts";
import { exampleArray } from "./example_array.ts";
import { type Field, fieldOf, type Limits, type Property } from "./field.ts";
import { resolveRef, type Schema } from "./json_schema.ts";

/** Deeper, only what has to be there is made up: schemas may contain themselves. */
const MAX_DEPTH = 8;

/** A value that fits a schema as far as the schema tells; arrays are `ArrayValue`s. */
export function exampleOf(given: Schema, document: Schema, depth = 0): unknown {
  const schema = resolveRef(given, document);
  const field = fieldOf(schema, document);
  const [stated] = "default" in schema
    ? [schema.default]
    : field.kind !== "array" && Array.isArray(schema.examples)
    ? schema.examples
    : [];
  if (field.kind === "array") {
    return readJsonArray(stated, field.type) ?? exampleArray(field.type);
  }
  return stated !== undefined ? stated : madeUp(field, document, depth);
}

/** Whether an example names this part of a model: what is optional and has no default is left out. */
export function isInExample({ schema, isRequired }: Property, document: Schema): boolean {
  return isRequired || "default" in resolveRef(schema, document);
}

function madeUp(
  field: Exclude<Field, { kind: "array" }>,
  document: Schema,
  depth: number,
): unknown {
  const inner = (schema: Schema) => exampleOf(schema, document, depth + 1);
  switch (field.kind) {
    case "model":
      return Object.fromEntries(
        field.properties.filter((property) => isInExample(property, document))
          .map(({ name, schema }) => [name, inner(schema)]),
      );
    case "dict":
      return depth > MAX_DEPTH
        ? {}
        : Object.fromEntries((field.keys ?? ["key"]).map((key) => [key, inner(field.value)]));
    case "list": {
      const count = depth > MAX_DEPTH ? field.minItems : Math.max(1, field.minItems);
      return Array.from({ length: count }, () => inner(field.item));
    }
    case "tuple":
      return field.items.map(inner);
    case "union":
      return madeUpOption(field.options, document, depth);
    case "numbers":
      return Array.from({ length: Math.max(1, field.minItems) }, (_, index) => index + 1);
    case "paths":
      return field.known;
    case "number":
      return exampleNumber(field.limits, field.isInteger);
    case "text":
      return "text".padEnd(field.minLength, "x").slice(0, field.maxLength);
    case "flag":
      return false;
    case "choice":
      return field.options[0];
    case "null":
    case "json":
      return null;
  }
}

function madeUpOption(options: readonly Schema[], document: Schema, depth: number): unknown {
  const kinds = options.map((option) => fieldOf(option, document).kind);
  const simple = kinds.findIndex((kind) => kind !== "null" && kind !== "model");
  const index = depth > MAX_DEPTH && kinds.includes("null")
    ? kinds.indexOf("null")
    : depth > MAX_DEPTH && simple >= 0
    ? simple
    : Math.max(0, kinds.findIndex((kind) => kind !== "null"));
  return exampleOf(options[index] ?? {}, document, depth + 1);
}

function exampleNumber(limits: Limits, isInteger: boolean): number {
  const least = limits.minimum ?? limits.exclusiveMinimum;
  const greatest = limits.maximum ?? limits.exclusiveMaximum;
  const fits = (value: number) =>
    (limits.minimum === undefined || value >= limits.minimum) &&
    (limits.exclusiveMinimum === undefined || value > limits.exclusiveMinimum) &&
    (limits.maximum === undefined || value <= limits.maximum) &&
    (limits.exclusiveMaximum === undefined || value < limits.exclusiveMaximum) &&
    (limits.multipleOf === undefined || Number.isInteger(value / limits.multipleOf)) &&
    (!isInteger || Number.isInteger(value));
  const middle = least !== undefined && greatest !== undefined ? (least + greatest) / 2 : undefined;
  const step = limits.multipleOf ?? 1;
  const candidates = [1, 0, least, greatest, middle, (least ?? 0) + step, (greatest ?? 0) - step];
  return candidates.find((value) => value !== undefined && fits(value)) ?? 1;
}
