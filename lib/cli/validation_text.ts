/** Validation errors as people read them, in pydantic's layout. @module */

import type { ErrorItem } from "../../runtime/schema/error_item.ts";
import { countOf } from "./output.ts";

const MAX_INPUT_CHARACTERS = 60;
const MAX_ITEMS = 100;

/**
 * `N validation errors for Model`, then for each the place, the sentence and the facts.
 *
 * @returns Lines joined by line ends, without a last one.
 */
export function formatValidation(model: string, errors: readonly ErrorItem[]): string {
  const lines = [`${countOf(errors.length, "validation error")} for ${model}`];
  for (const item of errors.slice(0, MAX_ITEMS)) {
    if (item.loc.length > 0) lines.push(item.loc.join("."));
    const input = `input_value=${pythonText(item.input)}, input_type=${pythonType(item.input)}`;
    lines.push(`  ${item.msg} [type=${item.type}, ${input}]`);
  }
  const left = errors.length - MAX_ITEMS;
  if (left > 0) lines.push(`… and ${left} more`);
  return lines.join("\n");
}

/** The value as Python would show it, shortened in the middle. */
function pythonText(value: unknown): string {
  const text = shallowText(value, 2);
  if (text.length <= MAX_INPUT_CHARACTERS) return text;
  const half = MAX_INPUT_CHARACTERS / 2 - 1;
  return `${text.slice(0, half)}...${text.slice(-half)}`;
}

function shallowText(value: unknown, depth: number): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return `'${value.slice(0, 200)}'`;
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) {
    if (depth === 0) return "[...]";
    return `[${value.slice(0, 20).map((item) => shallowText(item, depth - 1)).join(", ")}]`;
  }
  // JsonFloat and LongText know how to show themselves
  if ("value" in value && typeof value.value === "number" && Object.keys(value).length === 1) {
    return String(value.value);
  }
  if ("byteLength" in value) return `'...' (${value.byteLength} bytes)`;
  if (depth === 0) return "{...}";
  const members = Object.entries(value).slice(0, 10);
  return `{${
    members.map(([key, item]) => `'${key}': ${shallowText(item, depth - 1)}`).join(", ")
  }}`;
}

function pythonType(value: unknown): string {
  if (value === null || value === undefined) return "NoneType";
  if (Array.isArray(value)) return "list";
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "bigint":
      return "int";
    case "number":
      return Number.isInteger(value) ? "int" : "float";
    case "string":
      return "str";
    default:
      return "dict";
  }
}
