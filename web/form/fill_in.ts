/** Fills a form in from values: an example's, or those of a request that was opened. @module */

import { ArrayValue } from "../arrays/array_value.ts";
import { elementWriter, nestedText } from "../arrays/element_text.ts";
import { MAX_LISTED_ELEMENTS, readJsonArray } from "../arrays/envelope.ts";
import { exampleOf, isInExample } from "../schema/example.ts";
import { type Field, fieldOf } from "../schema/field.ts";
import { isObject, type Schema } from "../schema/json_schema.ts";
import type { Draft } from "./draft.ts";

/** The draft that a form begins with. */
export function exampleDraft(schema: Schema, document: Schema): Draft {
  return draftOf(schema, exampleOf(schema, document), document);
}

/** The draft for a value; parts that do not fit the schema are filled in with an example. */
export function draftOf(schema: Schema, value: unknown, document: Schema): Draft {
  const field = fieldOf(schema, document);
  const inner: Inner = (part, item) => draftOf(part, item, document);
  return fill(field, value, document, inner) ??
    fill(field, exampleOf(schema, document), document, inner) ?? empty(field);
}

/** The draft for a value, or undefined when any part of it does not fit the schema. */
export function exactDraft(schema: Schema, value: unknown, document: Schema): Draft | undefined {
  const inner: Inner = (part, item) => exactDraft(part, item, document);
  return fill(fieldOf(schema, document), value, document, inner);
}

/** Fills in what is inside a container; undefined when that does not fit. */
type Inner = (schema: Schema, value: unknown) => Draft | undefined;

function fill(field: Field, value: unknown, document: Schema, inner: Inner): Draft | undefined {
  switch (field.kind) {
    case "model":
      return isObject(value) ? fillModel(field, value, document, inner) : undefined;
    case "dict":
      return isObject(value) ? fillEntries(field.value, value, inner) : undefined;
    case "list":
      return Array.isArray(value)
        ? fillItems(value.map((item) => inner(field.item, item)))
        : undefined;
    case "tuple":
      return Array.isArray(value)
        ? fillItems(field.items.map((item, index) => inner(item, value[index])))
        : undefined;
    case "union": {
      const exact = field.options.map((option) => exactDraft(option, value, document));
      const index = exact.findIndex((draft) => draft !== undefined);
      const draft = exact[index] ?? inner(field.options[0] ?? {}, value);
      return draft === undefined ? undefined : { kind: "union", index: Math.max(0, index), draft };
    }
    case "array": {
      const array = value instanceof ArrayValue ? value : readJsonArray(value, field.type);
      return array === undefined ? undefined : arrayDraft(array, "from the request");
    }
    case "numbers":
      return Array.isArray(value) && value.every((item) => typeof item === "number")
        ? { kind: "text", text: `[${value.join(", ")}]` }
        : undefined;
    case "paths":
      return Array.isArray(value) ? { kind: "paths", paths: value.map(String) } : undefined;
    default:
      return fillPlain(field, value);
  }
}

function fillItems(items: readonly (Draft | undefined)[]): Draft | undefined {
  const found = items.filter((item) => item !== undefined);
  return found.length === items.length ? { kind: "items", items: found } : undefined;
}

function fillEntries(
  schema: Schema,
  value: Record<string, unknown>,
  inner: Inner,
): Draft | undefined {
  const entries = Object.entries(value).flatMap(([key, item]) => {
    const draft = inner(schema, item);
    return draft === undefined ? [] : [{ key, draft }];
  });
  const isWhole = entries.length === Object.keys(value).length;
  return isWhole ? { kind: "entries", entries } : undefined;
}

function fillPlain(field: Field, value: unknown): Draft | undefined {
  switch (field.kind) {
    case "number":
      return typeof value === "number" ? { kind: "text", text: String(value) } : undefined;
    case "text":
      return typeof value === "string" ? { kind: "text", text: value } : undefined;
    case "flag":
      return typeof value === "boolean" ? { kind: "flag", value } : undefined;
    case "choice": {
      const index = field.options.findIndex((option) =>
        JSON.stringify(option) === JSON.stringify(value)
      );
      return index < 0 ? undefined : { kind: "choice", index };
    }
    case "null":
      return value === null ? { kind: "null" } : undefined;
    default:
      return value === undefined
        ? undefined
        : { kind: "text", text: JSON.stringify(value, undefined, 2) };
  }
}

function fillModel(
  field: Extract<Field, { kind: "model" }>,
  value: Record<string, unknown>,
  document: Schema,
  inner: Inner,
): Draft | undefined {
  const fields: Record<string, Draft | undefined> = {};
  for (const property of field.properties) {
    const { name, schema, isRequired } = property;
    const isGiven = Object.hasOwn(value, name);
    if (isGiven || isRequired) {
      fields[name] = inner(schema, value[name]);
      if (fields[name] === undefined) return undefined;
    } else if (isInExample(property, document)) {
      fields[name] = draftOf(schema, undefined, document);
    }
  }
  return Object.keys(value).every((name) => name in fields) ? { kind: "model", fields } : undefined;
}

/** Short arrays can be edited; others stay as they came. */
function arrayDraft(array: ArrayValue, name: string): Draft {
  if (array.size > MAX_LISTED_ELEMENTS) return { kind: "file", array, name };
  return { kind: "text", text: nestedText(array, elementWriter(array)) };
}

/** What stands where nothing is known. */
function empty(field: Field): Draft {
  switch (field.kind) {
    case "model":
      return { kind: "model", fields: {} };
    case "dict":
      return { kind: "entries", entries: [] };
    case "list":
    case "tuple":
      return { kind: "items", items: [] };
    case "union":
      return { kind: "union", index: 0, draft: { kind: "null" } };
    case "paths":
      return { kind: "paths", paths: [] };
    case "flag":
      return { kind: "flag", value: false };
    case "choice":
      return { kind: "choice", index: 0 };
    case "null":
      return { kind: "null" };
    case "array":
    case "numbers":
    case "number":
    case "text":
    case "json":
      return { kind: "text", text: "" };
  }
}
