/** Validation errors as people read them, and as tests match against them. @module */

import { pythonFloat } from "../arrays/python_number.ts";
import { JsonFloat } from "../payload/json_float.ts";
import { LongText } from "../payload/long_text.ts";
import { echo } from "./echo.ts";
import type { ErrorItem } from "./error_item.ts";
import { isPlainObject, pythonRepr } from "./python_words.ts";

/** As in pydantic: of a longer input its first 25 and its last 24 characters are shown. */
const MAX_INPUT_CHARACTERS = 50;
/** Values looked at in a large input, of which little is shown. */
const MAX_PARTS = 10_000;
const MAX_DEPTH = 100;

/** Choices for {@linkcode validationText}. */
export interface ValidationTextOptions {
  /** Errors beyond these are counted, not listed. @default Infinity */
  readonly maxErrors?: number;
}

/**
 * What pydantic's `str(ValidationError)` says: a count, then for each error its place, its message,
 * its type and the input it was about.
 *
 * @param model Name of the schema that refused the value.
 * @returns Lines joined by line ends, without a last one.
 */
export function validationText(
  model: string,
  errors: readonly ErrorItem[],
  { maxErrors = Infinity }: ValidationTextOptions = {},
): string {
  const noun = errors.length === 1 ? "error" : "errors";
  const lines = [`${errors.length} validation ${noun} for ${model}`];
  for (const { type, loc, msg, input } of errors.slice(0, maxErrors)) {
    if (loc.length > 0) lines.push(loc.join("."));
    const shown = `input_value=${inputText(input)}, input_type=${inputType(input)}`;
    lines.push(`  ${msg} [type=${type}, ${shown}]`);
  }
  if (errors.length > maxErrors) lines.push(`… and ${errors.length - maxErrors} more`);
  return lines.join("\n");
}

function inputText(input: unknown): string {
  const text = shown(input, { left: MAX_PARTS }, 0);
  if (text.length <= MAX_INPUT_CHARACTERS) return text;
  const half = MAX_INPUT_CHARACTERS / 2;
  return `${text.slice(0, half)}...${text.slice(1 - half)}`;
}

/** A value as Python's `repr` shows it; what lies too deep or beyond the budget of parts is `...`. */
function shown(value: unknown, budget: { left: number }, depth: number): string {
  budget.left--;
  if (typeof value === "string") return pythonRepr(endsOf(value));
  if (typeof value === "number") return numberText(value);
  if (value instanceof JsonFloat) return pythonFloat(value.value);
  if (value instanceof LongText) return "'...'";
  if (typeof value !== "object" || value === null) return pythonRepr(value);
  if (depth > MAX_DEPTH) return "...";
  if (Array.isArray(value)) {
    return `[${joined(value, budget, (item) => shown(item, budget, depth + 1))}]`;
  }
  const plain = isPlainObject(value) ? value : echo(value);
  if (!isPlainObject(plain)) return String(value);
  const member = ([key, item]: [string, unknown]) =>
    `${pythonRepr(key)}: ${shown(item, budget, depth + 1)}`;
  return `{${joined(Object.entries(plain), budget, member)}}`;
}

function joined<Item>(
  items: readonly Item[],
  budget: { left: number },
  show: (item: Item) => string,
): string {
  const texts: string[] = [];
  for (const item of items) {
    if (budget.left <= 0) {
      texts.push("...");
      break;
    }
    texts.push(show(item));
  }
  return texts.join(", ");
}

/** Of a long text, as much as can be shown: it need not be escaped as a whole. */
function endsOf(text: string): string {
  const limit = MAX_INPUT_CHARACTERS;
  return text.length <= 2 * limit ? text : text.slice(0, limit) + text.slice(-limit);
}

function numberText(value: number): string {
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
