/** Validation errors in the words that tests match against. @module */

import { pythonFloat } from "../arrays/python_number.ts";
import { JsonFloat } from "../payload/json_float.ts";
import { LongText } from "../payload/long_text.ts";
import type { ErrorItem } from "../schema/error_item.ts";

const MAX_INPUT_CHARACTERS = 50;
/** Values shown of a deep input, of which the ends are all that remains. */
const MAX_PARTS = 10_000;

/**
 * What pydantic's `str(ValidationError)` says: a count, then for each error its place, its message,
 * its type and the input it was about.
 *
 * @param model Name of the schema.
 */
export function validationText(model: string, errors: readonly ErrorItem[]): string {
  const noun = errors.length === 1 ? "error" : "errors";
  const lines = [`${errors.length} validation ${noun} for ${model}`];
  for (const { type, loc, msg, input } of errors) {
    if (loc.length > 0) lines.push(loc.join("."));
    const shown = `input_value=${inputText(input)}, input_type=${inputType(input)}`;
    lines.push(`  ${msg} [type=${type}, ${shown}]`);
  }
  return lines.join("\n");
}

function inputText(input: unknown): string {
  const text = pythonText(input, { left: MAX_PARTS });
  if (text.length <= MAX_INPUT_CHARACTERS) return text;
  const half = MAX_INPUT_CHARACTERS / 2;
  return `${text.slice(0, half)}...${text.slice(1 - half)}`;
}

/** A value as Python's `repr` shows it; what lies beyond the budget of parts is `...`. */
function pythonText(value: unknown, budget: { left: number }): string {
  if (budget.left-- <= 0) return "...";
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return `'${value.replace(/[\\']/g, "\\$&")}'`;
  if (typeof value === "number") return pythonNumber(value);
  if (value instanceof JsonFloat) return pythonFloat(value.value);
  if (value instanceof LongText) return "'...'";
  if (Array.isArray(value)) {
    return `[${value.map((item) => pythonText(item, budget)).join(", ")}]`;
  }
  if (typeof value !== "object") return String(value);
  const parts = Object.entries(value).map(([key, item]) =>
    `${pythonText(key, budget)}: ${pythonText(item, budget)}`
  );
  return `{${parts.join(", ")}}`;
}

function pythonNumber(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : pythonFloat(value);
}

function inputType(input: unknown): string {
  if (input === null || input === undefined) return "NoneType";
  if (Array.isArray(input)) return "list";
  if (input instanceof JsonFloat) return "float";
  if (input instanceof LongText) return "str";
  switch (typeof input) {
    case "boolean":
      return "bool";
    case "string":
      return "str";
    case "number":
      return Number.isInteger(input) ? "int" : "float";
    case "bigint":
      return "int";
    default:
      return "dict";
  }
}
